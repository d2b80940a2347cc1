import assert from "node:assert/strict";
import { certificate } from "../../tests/support/certificates.ts";
import { loopback, started, Wire } from "../../tests/support/wire.ts";
import { systemClock } from "../model/mod.ts";
import type { SmtpServer, SmtpServerOptions } from "./server.ts";
import { SmtpError } from "./smtp_error.ts";

const limits = {
  hostname: "gw",
  lfClients: () => false,
  maxSize: 100_000,
  maxLine: 2_048,
  maxRecipients: 100,
  maxCommands: 1_000,
  maxConnections: 1_000,
  idleTimeoutMs: 300_000,
  clock: systemClock,
};

/** The options of a started server, with these in the place of its own. */
function changed(changes: Partial<SmtpServerOptions>): SmtpServerOptions {
  return { listeners: [loopback], ...limits, ...changes };
}

const portsOf = (server: SmtpServer) => server.addresses.map((it) => it.port);

/** Waits until nobody listens there; whoever came in a moment before is cut off. */
async function closes(port: number): Promise<void> {
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return;
      if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
    }
  }
}

Deno.test("new connections go by the new options, and who is connected is not disturbed", async () => {
  const { server } = started();
  const before = await Wire.to(server);
  assert.equal(await before.reply(), "220 gw ESMTP cellpost");
  const ports = portsOf(server);
  (await server.prepare(changed({ hostname: "gw2", maxSize: 50_000 })))
    .commit();
  assert.deepEqual(portsOf(server), ports);
  assert.match(await before.ask("EHLO plc"), /SIZE 100000/);
  const after = await Wire.to(server);
  assert.equal(await after.reply(), "220 gw2 ESMTP cellpost");
  assert.match(await after.ask("EHLO plc"), /SIZE 50000/);
  before.close();
  after.close();
  await server.stop(1_000);
});

Deno.test("a listener comes, and one goes while its clients stay", async () => {
  const { server } = started();
  const [first = 0] = portsOf(server);
  const client = await Wire.to(server);
  await client.reply();
  const second = { ...loopback, hostname: "localhost" };
  (await server.prepare(changed({ listeners: [loopback, second] }))).commit();
  assert.equal(portsOf(server)[0], first);
  assert.equal(portsOf(server).length, 2);
  (await server.prepare(changed({ listeners: [second] }))).commit();
  await closes(first);
  assert.match(await client.ask("NOOP"), /^250/);
  const other = await Wire.to(server);
  assert.match(await other.reply(), /^220/);
  client.close();
  other.close();
  await server.stop(1_000);
});

Deno.test("a listener is opened for all addresses while it is open for one, and is given back where that comes to nothing", async () => {
  const { server } = started();
  const [port = 0] = portsOf(server);
  const all = { ...loopback, hostname: "0.0.0.0", port };
  const one = { ...loopback, port };
  await (await server.prepare(changed({ listeners: [all] }))).abandon();
  assert.equal(server.addresses[0]?.hostname, "127.0.0.1");
  const client = await Wire.to(server);
  assert.match(await client.reply(), /^220/);
  (await server.prepare(changed({ listeners: [all] }))).commit();
  assert.equal(server.addresses[0]?.hostname, "0.0.0.0");
  (await server.prepare(changed({ listeners: [one] }))).commit();
  assert.equal(server.addresses[0]?.hostname, "127.0.0.1");
  assert.match(await client.ask("NOOP"), /^250/);
  client.close();
  await server.stop(1_000);
});

Deno.test("where one listener cannot be opened nothing has changed", async () => {
  const { server } = started();
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const ports = portsOf(server);
  const listeners = [{ ...loopback, hostname: "localhost" }, {
    ...loopback,
    port,
  }];
  await assert.rejects(
    () => server.prepare(changed({ hostname: "gw2", listeners })),
    (error) => error instanceof SmtpError && error.code === "in-use",
  );
  assert.deepEqual(portsOf(server), ports);
  const client = await Wire.to(server);
  assert.equal(await client.reply(), "220 gw ESMTP cellpost");
  client.close();
  taken.close();
  await server.stop(1_000);
});

Deno.test("TLS comes to a listener with its certificate, and goes with it", async () => {
  const { server } = started();
  const tls = { ...loopback, tls: "implicit" } as const;
  await assert.rejects(
    () => server.prepare(changed({ listeners: [tls] })),
    (error) => error instanceof SmtpError && error.code === "no-certificate",
  );
  (await server.prepare(changed({ listeners: [tls], certificate }))).commit();
  const client = await Wire.to(server);
  await client.handshake();
  assert.equal(await client.reply(), "220 gw ESMTP cellpost");
  (await server.prepare(changed({}))).commit();
  const plain = await Wire.to(server);
  assert.equal(await plain.reply(), "220 gw ESMTP cellpost");
  assert.match(await client.ask("NOOP"), /^250/);
  client.close();
  plain.close();
  await server.stop(1_000);
});

Deno.test("a change that comes while the server stops opens nothing", async () => {
  const { server } = started();
  const second = { ...loopback, hostname: "localhost" };
  const options = changed({ listeners: [loopback, second] });
  const prepared = await server.prepare(options);
  await server.stop(1_000);
  prepared.commit();
  for (const port of portsOf(server)) await closes(port);
});
