import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { systemClock } from "../model/mod.ts";
import { type HostName, makeSelfSigned, parseHostName } from "./self_signed.ts";

function hosts(...texts: readonly string[]): readonly HostName[] {
  return texts.map((text) => {
    const host = parseHostName(text);
    assert.ok(host, text);
    return host;
  });
}

Deno.test("parseHostName() takes names and addresses in canonical form", () => {
  const rows: readonly (readonly [string, HostName["kind"], string])[] = [
    ["localhost", "name", "localhost"],
    ["Gateway.LAN", "name", "gateway.lan"],
    ["*.plant.example", "name", "*.plant.example"],
    ["sms_gw", "name", "sms_gw"],
    ["müller.example", "name", "xn--mller-kva.example"],
    ["3com", "name", "3com"],
    ["192.0.2.7", "address", "192.0.2.7"],
    ["2001:DB8:0:0::1", "address", "2001:db8::1"],
    ["::1", "address", "::1"],
  ];
  for (const [text, kind, canonical] of rows) {
    assert.deepEqual(parseHostName(text), { kind, text: canonical }, text);
  }
});

Deno.test("parseHostName() refuses what is neither", () => {
  const bad = [
    "",
    "a b",
    "a,b",
    "a/b",
    "user@host",
    "host:25",
    "1.2.3",
    "1.2.3.4.5",
    "010.0.0.1",
    "192.0.2.256",
    "-a",
    "a-",
    "a..b",
    "*",
    "a.*.b",
    "fe80::1%eth0",
    "10.0.0.0/8",
    "x".repeat(64),
    `${"a.".repeat(130)}b`,
    "a\nb",
    "a=b",
  ];
  for (const text of bad) {
    assert.equal(parseHostName(text), undefined, JSON.stringify(text));
  }
});

Deno.test("makeSelfSigned() vouches for all hosts, for as long as asked", async () => {
  const clock = new ManualClock({ nowMs: Date.UTC(2026, 10, 23, 8) });
  const made = await makeSelfSigned(
    hosts("gw.lan", "*.plant.example", "192.0.2.7", "2001:db8::1"),
    { clock, days: 3650 },
  );
  const certificate = new X509Certificate(made.cert);
  assert.equal(certificate.subject, "CN=gw.lan");
  assert.match(made.fingerprint, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  const until = (text: string) => new Date(text).toISOString();
  assert.equal(until(certificate.validFrom), "2026-11-22T08:00:00.000Z");
  assert.equal(until(certificate.validTo), "2036-11-20T08:00:00.000Z");
  assert.match(made.key, /^-----BEGIN PRIVATE KEY-----\n[^]*-----\n$/);
});

Deno.test("makeSelfSigned() gives a common name where no host is short enough", async () => {
  const long = `${"a".repeat(60)}.example.org`;
  const { cert } = await makeSelfSigned(hosts(long), {
    clock: systemClock,
    days: 1,
  });
  assert.equal(new X509Certificate(cert).subject, "CN=cellpost");
});

/** Says one word through TLS, to a listener with the certificate, from a client that trusts it alone. */
async function shakeHands(
  { cert, key }: { readonly cert: string; readonly key: string },
  hostname: string,
): Promise<string> {
  using listener = Deno.listenTls({ hostname, port: 0, cert, key });
  const { port } = listener.addr;
  const serve = async () => {
    using served = await listener.accept();
    await served.write(new TextEncoder().encode("220"));
  };
  const talk = async () => {
    using client = await Deno.connectTls({ hostname, port, caCerts: [cert] });
    const buffer = new Uint8Array(16);
    const count = await client.read(buffer) ?? 0;
    return new TextDecoder().decode(buffer.subarray(0, count));
  };
  // The server's side fails as well when the client refuses it.
  const [word] = await Promise.allSettled([talk(), serve()]);
  return word.status === "fulfilled" ? word.value : String(word.reason);
}

Deno.test("TLS accepts the certificate for its hosts, by name and by address, and for no other", async () => {
  const options = { clock: systemClock, days: 3650 };
  const own = await makeSelfSigned(hosts("localhost", "127.0.0.1"), options);
  assert.equal(await shakeHands(own, "localhost"), "220");
  assert.equal(await shakeHands(own, "127.0.0.1"), "220");
  const other = await makeSelfSigned(hosts("gateway.lan"), options);
  assert.match(
    await shakeHands(other, "localhost"),
    /not ?valid ?for ?name/i,
  );
});
