import assert from "node:assert/strict";
import { certificate } from "../../tests/support/certificates.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { loopback, started, toData, Wire } from "../../tests/support/wire.ts";
import type { SmtpServerOptions } from "./server.ts";
import type { SpliceEnd } from "./splice.ts";
import { TlsServer } from "./tls_server.ts";

const startTls = { ...loopback, tls: "starttls" } as const;
const implicit = { ...loopback, tls: "implicit" } as const;

function startedTls(changed: Partial<SmtpServerOptions> = {}) {
  return started({ listeners: [startTls], certificate, ...changed });
}

Deno.test("who cannot do TLS is told of, once, and disturbs nobody", async () => {
  const { server, events, next } = startedTls({
    listeners: [startTls, implicit],
  });
  for (let n = 0; n < 2; n++) {
    const gone = next("disconnected");
    const wire = await Wire.to(server);
    await wire.reply();
    await wire.ask("STARTTLS");
    await wire.send("EHLO a\r\n");
    while (await wire.reply());
    await gone;
    wire.close();
  }
  const gone = next("disconnected");
  const [, second] = server.addresses;
  const wire = new Wire(await Deno.connect({ ...second!, transport: "tcp" }));
  await wire.send("EHLO a\r\n");
  await gone;
  wire.close();
  const failures = events.filter(({ kind }) => kind === "tlsFailed");
  assert.equal(failures.length, 1);
  await settle();
  assert.equal(server.connections, 0);
  await server.stop(1_000);
});

Deno.test("a client that goes away in any state of TLS leaves nothing behind", async () => {
  const { server, events, next } = startedTls({
    listeners: [startTls, implicit],
  });
  const [, second] = server.addresses;
  const ways: (() => Promise<Wire>)[] = [
    async () => {
      const wire = await Wire.to(server);
      await wire.reply();
      await wire.ask("STARTTLS");
      return wire;
    },
    async () => {
      const wire = await Wire.to(server);
      await wire.reply();
      await wire.startTls();
      return wire;
    },
    async () => {
      const wire = await Wire.to(server);
      await wire.reply();
      await wire.startTls();
      // Unread replies make the system say goodbye by a reset.
      await wire.send("NOOP\r\n".repeat(50));
      return wire;
    },
    async () => new Wire(await Deno.connect({ ...second!, transport: "tcp" })),
    async () => {
      const wire = new Wire(
        await Deno.connect({ ...second!, transport: "tcp" }),
      );
      await wire.handshake();
      await wire.send(
        "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<1234567>\r\nDATA\r\nhi",
      );
      return wire;
    },
  ];
  for (const way of ways) {
    const gone = next("disconnected");
    const wire = await way();
    wire.close();
    await gone;
    await settle();
    assert.equal(server.connections, 0);
  }
  assert.ok(
    events.every(({ kind }) => kind !== "failed" && kind !== "tlsFailed"),
  );
  await server.stop(1_000);
});

Deno.test("stop says goodbye over TLS, also to who has only begun it", async () => {
  const { server } = startedTls();
  const secured = await Wire.to(server);
  await secured.reply();
  await secured.startTls();
  await secured.ask("NOOP");
  const beginning = await Wire.to(server);
  await beginning.reply();
  await beginning.ask("STARTTLS");
  const stopped = server.stop(10_000);
  assert.match(await secured.reply(), /^421 4\.3\.2/);
  assert.equal(await secured.reply(), "");
  await stopped;
  assert.equal(server.connections, 0);
  secured.close();
  beginning.close();
});

Deno.test("stop tells over TLS of the mails that it lets finish", async () => {
  const { server } = startedTls({ listeners: [implicit] });
  const wires: Wire[] = [];
  for (let n = 0; n < 10; n++) {
    const wire = await Wire.to(server);
    await wire.handshake();
    await wire.reply();
    for (const line of toData.trimEnd().split("\r\n")) await wire.ask(line);
    wires.push(wire);
  }
  const stopped = server.stop(10_000);
  await Promise.all(wires.map((wire) => wire.send("hi\r\n.\r\n")));
  for (const wire of wires) {
    assert.match(await wire.reply(), /^250 2\.0\.0 Queued/);
    assert.match(await wire.reply(), /^421 4\.3\.2/);
    assert.equal(await wire.reply(), "");
    wire.close();
  }
  await stopped;
});

Deno.test("a client beyond the limit is not worth a handshake, and sees the end", async () => {
  const { server, events } = startedTls({
    listeners: [implicit],
    maxConnections: 0,
  });
  const wire = await Wire.to(server);
  await assert.rejects(wire.handshake());
  assert.ok(
    events.some((event) => event.kind === "refused" && event.code === 421),
  );
  wire.close();
  await server.stop(1_000);
});

Deno.test("a client that fetches nothing holds its connections for some seconds only", async () => {
  const clock = new ManualClock();
  const tls = new TlsServer({ clock });
  tls.use(certificate);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const client = await Deno.connect({
    hostname: "127.0.0.1",
    port: listener.addr.port,
  });
  const accepted = await listener.accept();
  const end = new StallingEnd(accepted);
  const [socket, secured] = await Promise.all([
    tls.secure(end),
    Deno.startTls(client, {
      hostname: "localhost",
      caCerts: [certificate.cert],
    })
      .then(async (one) => (await one.handshake(), one)),
  ]);
  end.stall();
  await socket.write(new TextEncoder().encode("421 too slow\r\n"));
  socket.close();
  await end.stalled;
  await clock.advance(4_999);
  assert.equal(end.closed, false);
  await clock.advance(1);
  assert.equal(end.closed, true);
  await tls.close();
  assert.equal(clock.pending, 0);
  secured.close();
  listener.close();
});

/** A connection whose window can be made to look full. */
class StallingEnd implements SpliceEnd {
  closed = false;
  readonly stalled: Promise<void>;
  readonly #socket: Deno.TcpConn;
  #stalls = false;
  #stalling = () => {};
  #release = () => {};

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    this.stalled = new Promise((resolve) => this.#stalling = resolve);
  }

  stall(): void {
    this.#stalls = true;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#socket.read(buffer);
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (this.#stalls) {
      this.#stalling();
      await new Promise<void>((resolve) => this.#release = resolve);
    }
    return await this.#socket.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#socket.closeWrite();
  }

  close(): void {
    this.closed = true;
    this.#release();
    this.#socket.close();
  }
}

Deno.test("a client that never does its part of the handshake is cut in time", async () => {
  for (const tls of ["starttls", "implicit"] as const) {
    const clock = new ManualClock();
    const { server, next } = startedTls({
      listeners: [{ ...loopback, tls }],
      clock,
      idleTimeoutMs: 1_000,
    });
    const connected = next("connected");
    const wire = await Wire.to(server);
    await connected;
    if (tls === "starttls") {
      await wire.reply();
      await wire.ask("STARTTLS");
    }
    const gone = next("disconnected");
    await clock.advance(1_000);
    assert.equal(await wire.reply(), "", "the descriptor is given back");
    await gone;
    wire.close();
    await server.stop(1_000);
  }
});
