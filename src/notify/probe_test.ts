import assert from "node:assert/strict";
import { certificate } from "../../tests/support/certificates.ts";
import { freePort } from "../../tests/support/free_port.ts";
import { loopback, started } from "../../tests/support/wire.ts";
import { Secret } from "../model/mod.ts";
import { probeRelay } from "./probe.ts";
import type { RelayOptions } from "./relay.ts";

// The mail client's own timer for a socket that it has closed may end a little later than the test.
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

const never = new AbortController().signal;

function probe(port: number, options: Partial<RelayOptions> = {}) {
  return probeRelay({
    ...{ host: "127.0.0.1", port, tls: "auto", verify: false },
    hostname: "gw.example",
    ...options,
  }, never);
}

test("a mail server that greets is told of, with or without TLS, and gets no mail", async () => {
  for (const tls of ["none", "starttls"] as const) {
    const relay = started({ listeners: [{ ...loopback, tls }], certificate });
    const { port = 0 } = relay.server.addresses[0] ?? {};
    const result = await probe(port);
    await relay.server.stop(1_000);
    const secure = tls === "starttls";
    assert.deepEqual(result, { kind: "answered", secure });
    assert.deepEqual(relay.receiver.mails, []);
  }
});

test("how far it came is told: connection, TLS, login", async () => {
  const closed = await probe(freePort());
  assert.ok(closed.kind === "failed");
  assert.equal(closed.stage, "connection");
  assert.match(closed.reason, /^127\.0\.0\.1:\d+ cannot be reached/);
  const relay = started();
  const { port = 0 } = relay.server.addresses[0] ?? {};
  const plain = await probe(port, { tls: "required" });
  assert.ok(plain.kind === "failed");
  assert.equal(plain.stage, "tls", plain.reason);
  const login = { user: "anna", password: new Secret("s3cret") };
  const unknown = await probe(port, { login, tls: "off" });
  await relay.server.stop(1_000);
  assert.ok(unknown.kind === "failed");
  assert.equal(unknown.stage, "login", unknown.reason);
  assert.ok(!JSON.stringify(unknown).includes("s3cret"));
});

test("a name that nobody knows, and a server that keeps silent, are told apart", async () => {
  // RFC 6761 §6.4: no name server knows it.
  const nameless = await probe(25, { host: "relay.invalid" });
  assert.ok(nameless.kind === "failed");
  assert.equal(nameless.stage, "name", nameless.reason);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const stop = new AbortController();
  const silent = probeRelay({
    ...{ host: "127.0.0.1", port: listener.addr.port, tls: "auto" },
    ...{ verify: false, hostname: "gw.example" },
  }, stop.signal);
  const client = await accepted;
  stop.abort();
  const result = await silent;
  assert.deepEqual(result, {
    ...{ kind: "failed", stage: "connection" },
    reason: `127.0.0.1:${listener.addr.port} does not answer in time`,
  });
  client.close();
});
