import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { ClientTraffic, type TrafficLimits } from "./client_traffic.ts";

function counting(limits: TrafficLimits) {
  const clock = new ManualClock();
  return { clock, traffic: new ClientTraffic(limits, { clock }) };
}

Deno.test("a network has so many connections at a time, its neighbours theirs", () => {
  const { traffic } = counting({ maxConnectionsPerClient: 2 });
  assert.equal(traffic.connect("10.0.0.1"), true);
  assert.equal(traffic.connect("10.0.0.2"), true);
  assert.equal(traffic.connect("10.0.0.3"), false);
  assert.equal(traffic.connect("10.0.1.1"), true);
  traffic.leave("10.0.0.1");
  assert.equal(traffic.connect("10.0.0.3"), true);
  assert.equal(traffic.connect("10.0.0.3"), false);
});

Deno.test("connections that stay count on when the minute is over", async () => {
  const { clock, traffic } = counting({ maxConnectionsPerClient: 1 });
  assert.equal(traffic.connect("10.0.0.1"), true);
  await clock.advance(3_600_000);
  assert.equal(traffic.connect("10.0.0.1"), false);
  traffic.leave("10.0.0.1");
  assert.equal(traffic.connect("10.0.0.1"), true);
});

Deno.test("a network has so many connections and mails a minute", async () => {
  const { clock, traffic } = counting({
    connectionsPerMinute: 2,
    mailsPerMinute: 3,
  });
  const connects = () => [1, 2, 3].map(() => traffic.connect("2001:db8::1"));
  const mails = () => [1, 2, 3, 4].map(() => traffic.mail("2001:db8::2"));
  assert.deepEqual(connects(), [true, true, false]);
  assert.deepEqual(mails(), [true, true, true, false]);
  await clock.advance(59_999);
  assert.equal(traffic.connect("2001:db8::9"), false);
  await clock.advance(1);
  assert.deepEqual(connects(), [true, true, false]);
  assert.deepEqual(mails(), [true, true, true, false]);
});

Deno.test("this machine itself is never counted, nor is anybody where there is no limit", () => {
  const { traffic } = counting({
    maxConnectionsPerClient: 1,
    connectionsPerMinute: 1,
    mailsPerMinute: 1,
  });
  for (let n = 0; n < 5; n++) {
    for (const address of ["127.0.0.1", "::1"]) {
      assert.ok(traffic.connect(address) && traffic.mail(address));
    }
  }
  assert.equal(traffic.networks, 0);
  const free = counting({ connectionsPerMinute: 0 }).traffic;
  for (let n = 0; n < 5; n++) {
    assert.ok(free.connect("10.0.0.1") && free.mail("10.0.0.1"));
  }
});

Deno.test("a botnet fills no memory, and does not make who is connected forgotten", () => {
  const { traffic } = counting({ maxConnectionsPerClient: 1 });
  assert.equal(traffic.connect("192.0.2.1"), true);
  for (let n = 0; n < 20_000; n++) {
    const address = `10.${n >> 8}.${n & 255}.1`;
    traffic.connect(address);
    traffic.leave(address);
  }
  assert.equal(traffic.networks, 10_000);
  assert.equal(traffic.connect("192.0.2.2"), false);
});

Deno.test("other limits go on from what was counted", () => {
  const { traffic } = counting({ connectionsPerMinute: 5 });
  assert.ok(traffic.connect("10.0.0.1") && traffic.connect("10.0.0.1"));
  traffic.follow({ connectionsPerMinute: 2 });
  assert.equal(traffic.connect("10.0.0.1"), false);
  traffic.follow({ maxConnectionsPerClient: 3 });
  assert.equal(traffic.connect("10.0.0.1"), true);
  assert.equal(traffic.connect("10.0.0.1"), false);
  traffic.leave("10.0.0.1");
  assert.equal(traffic.connect("10.0.0.1"), true);
});
