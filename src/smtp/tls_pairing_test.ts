import assert from "node:assert/strict";
import {
  certificate,
  otherCertificate,
} from "../../tests/support/certificates.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { checkCertificate, pairTls, type TlsPair } from "./tls_pairing.ts";

const hostname = "127.0.0.1";

function portsOf({ plain, tls }: TlsPair) {
  const { port } = plain.localAddr as Deno.NetAddr;
  return [port, (tls.remoteAddr as Deno.NetAddr).port];
}

Deno.test("a pair is one connection with two ends, also among many", async () => {
  const clock = new ManualClock();
  const pairs = await Promise.all(
    Array.from({ length: 20 }, () => pairTls(certificate, { clock })),
  );
  for (const pair of pairs) {
    const [ours, seen] = portsOf(pair);
    assert.equal(ours, seen);
    pair.plain.close();
    pair.tls.close();
  }
  assert.equal(clock.pending, 0);
});

Deno.test("who happens upon the port meanwhile is not taken for ours", async () => {
  const clock = new ManualClock();
  const strangers: Deno.TcpConn[] = [];
  let port = 0;
  const pair = await pairTls(certificate, {
    clock,
    async listening(at) {
      port = at;
      for (let n = 0; n < 5; n++) {
        strangers.push(await Deno.connect({ hostname, port }));
      }
    },
  });
  const [ours, seen] = portsOf(pair);
  assert.equal(ours, seen);
  for (const stranger of strangers) {
    assert.notEqual((stranger.localAddr as Deno.NetAddr).port, seen);
    stranger.close();
  }
  await assert.rejects(Deno.connect({ hostname, port }), "the port is closed");
  pair.plain.close();
  pair.tls.close();
});

Deno.test("a pair that cannot be made is an error, and nothing stays open", async () => {
  const clock = new ManualClock();
  const wrong = { cert: certificate.cert, key: otherCertificate.key };
  assert.throws(() => checkCertificate(wrong));
  await assert.rejects(pairTls(wrong, { clock }));
  const late = pairTls(certificate, {
    clock,
    listening: () => clock.advance(10_000),
  });
  await assert.rejects(late, Deno.errors.ConnectionRefused);
  assert.equal(clock.pending, 0);
});
