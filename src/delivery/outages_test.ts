import assert from "node:assert/strict";
import {
  dayMs,
  DispatcherBench,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import type { SendResult } from "../model/mod.ts";
import { StoreError } from "../queue/mod.ts";

const busy: SendResult = { kind: "retry", fault: "modem", reason: "Busy" };
const congestion: SendResult = {
  kind: "retry",
  fault: "message",
  reason: "Congestion",
};
const uncertain: SendResult = { kind: "uncertain", reason: "No answer" };
const sent: SendResult = { kind: "sent", reference: 0 };

/** Every wait of a second attempt or a later one takes this long. */
const policy = { retryFirstMs: 900_000, retryMaxMs: 900_000 };
/** A scripted modem is unusable for so long after each fault of its own. */
const restMs = 60_000;

Deno.test("what waited for its modem goes out when that is usable again, not at the end of its back-off", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("a", bench.clock, Array(5).fill(busy));
  await bench.start([sender], policy);
  const id = await bench.accept("Pump 3");
  await bench.pass(5 * restMs - 1);
  assert.equal(bench.stateOf(id), "queued");
  await bench.pass(1);
  assert.equal(bench.stateOf(id), "sent");
});

Deno.test("the first SMS that goes out after an outage brings all others along, of whatever length", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("a", bench.clock, Array(9).fill(busy));
  await bench.start([sender], policy);
  const texts = ["one", "two", "x".repeat(300)];
  const ids = await Promise.all(texts.map((it) => bench.accept(it)));
  await bench.pass(9 * restMs);
  assert.deepEqual(ids.map((id) => bench.stateOf(id)), [
    "sent",
    "sent",
    "sent",
  ]);
});

Deno.test("an urgent message that waited for its modem goes before what else is due, once that has shown that it sends", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("a", bench.clock, Array(3).fill(busy));
  await bench.start([sender], policy);
  const [fire, ...others] = ["+4917000000000", ...Array(10).keys()];
  await bench.accept("fire", `${fire}`, dayMs, true);
  await bench.pass(2 * restMs);
  for (const each of others) await bench.accept(`plain ${each}`);
  await bench.pass(restMs);
  const place = sender.taken.findIndex((it) => it.recipient === fire);
  assert.ok(place === 1 || place === 2, `${place}`);
  assert.equal(sender.taken.length, 11);
});

Deno.test("a message that fails while others go out keeps its back-off, urgent or not", async () => {
  for (const urgent of [false, true]) {
    await using bench = await DispatcherBench.open();
    const sender = new ScriptedSender("a", bench.clock);
    sender.blames("+4917000000000", busy);
    await bench.start([sender], policy);
    const bad = await bench.accept("bad", "+4917000000000", dayMs, urgent);
    for (let minute = 0; minute < 45; minute++) {
      await bench.accept(`good ${minute}`);
      await bench.pass(restMs);
    }
    const { attempts = 0 } = bench.store.show(bad)?.deliveries[0] ?? {};
    // Two at once, then one each quarter of an hour less a fifth, and one that is tried while nothing else goes out.
    assert.ok(attempts <= 2 + 4 + 1, `${attempts}`);
    assert.ok(sender.taken.length >= 35, `${sender.taken.length}`);
  }
});

Deno.test("a message that brings its modem down does so to no other out of its turn", async () => {
  await using bench = await DispatcherBench.open();
  const senders = ["a", "b"].map((it) => new ScriptedSender(it, bench.clock));
  for (const sender of senders) sender.blames("+4917000000000", busy);
  await bench.start(senders, policy);
  await bench.accept("bad", "+4917000000000");
  await bench.pass(10 * restMs);
  const usable = senders.filter((it) => it.usable);
  assert.ok(usable.length >= 1);
});

Deno.test("a message's own trouble, and doubt, keep their waits", async () => {
  for (const result of [congestion, uncertain]) {
    await using bench = await DispatcherBench.open();
    const script: SendResult[] = [busy, result];
    const sender = new ScriptedSender("a", bench.clock, script);
    await bench.start([sender], policy);
    const id = await bench.accept("Pump 3");
    await bench.pass(2 * restMs);
    await bench.accept("other");
    await bench.pass(2 * restMs);
    assert.notEqual(bench.stateOf(id), "sent");
    assert.equal(sender.taken.length, 1);
  }
});

Deno.test("a delivery that was tried meanwhile for another reason is not hastened for the old one", async () => {
  await using bench = await DispatcherBench.open();
  const [a, b] = [
    new ScriptedSender("a", bench.clock, [busy, busy, busy]),
    new ScriptedSender("b", bench.clock, [congestion]),
  ];
  b.usable = false;
  const dispatcher = await bench.start([a], policy);
  const id = await bench.accept("Pump 3");
  await bench.pass(restMs);
  // It waits for a. The operator makes it due, and b takes it.
  a.usable = false;
  b.usable = true;
  dispatcher.add(b);
  await bench.pass(0);
  await bench.store.retry(id, bench.clock.now());
  dispatcher.wake(1);
  await bench.pass(0);
  const attempts = () => bench.store.show(id)?.deliveries[0]?.attempts;
  const before = attempts();
  b.usable = false;
  await bench.pass(3 * restMs);
  assert.equal(attempts(), before);
  assert.equal(bench.stateOf(id), "queued");
});

Deno.test("a half-sent message goes on as soon as its modem is well, and unmarked", async () => {
  await using bench = await DispatcherBench.open();
  const script = [sent, ...Array(4).fill(busy)];
  const sender = new ScriptedSender("a", bench.clock, script);
  const other = new ScriptedSender("b", bench.clock);
  other.usable = false;
  await bench.start([sender, other], policy);
  const id = await bench.accept("x".repeat(300));
  await bench.pass(4 * restMs);
  assert.equal(bench.stateOf(id), "sent");
  const delivery = bench.store.show(id)?.deliveries[0];
  assert.equal(delivery?.possibleDuplicate, false);
  assert.equal(sender.taken.length, 2);
});

Deno.test("a database that refuses for a moment delays the hastening, and loses nothing", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("a", bench.clock, Array(3).fill(busy));
  const { store } = bench;
  const { hasten } = store;
  let failures = 3;
  store.hasten = (ids, now) =>
    failures-- > 0
      ? Promise.reject(new StoreError("busy", "Database is locked"))
      : hasten.call(store, ids, now);
  await bench.start([sender], policy);
  const id = await bench.accept("Pump 3");
  await bench.pass(4 * restMs);
  assert.equal(bench.stateOf(id), "sent");
});
