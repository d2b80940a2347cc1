import assert from "node:assert/strict";
import fc from "fast-check";
import {
  benchPolicy as policy,
  dayMs,
  DispatcherBench,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import { type Store, StoreError } from "../queue/mod.ts";
import { isFinal, type MessageId, type SendResult } from "../model/mod.ts";

const sent: SendResult = { kind: "sent", reference: 0 };
const rejected: SendResult = { kind: "rejected", reason: "No such number" };
const uncertain: SendResult = { kind: "uncertain", reason: "No answer" };
const congestion: SendResult = {
  kind: "retry",
  fault: "message",
  reason: "Congestion",
};
const unplugged: SendResult = {
  kind: "retry",
  fault: "modem",
  reason: "Unplugged",
};

Deno.test("an accepted message is sent, and its fate is told once", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  await bench.start([sender]);
  const id = await bench.accept("Pump 3 stopped");
  await bench.pass(0);
  assert.equal(bench.stateOf(id), "sent");
  assert.equal(sender.taken.length, 1);
  const fates = bench.events.flatMap((event) =>
    event.kind === "changed"
      ? [`${event.change.from}>${event.change.to} by ${event.modem}`]
      : []
  );
  assert.deepEqual(fates, ["sending>sent by modem1"]);
});

Deno.test("one bad number holds up nothing", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock, [congestion]);
  await bench.start([sender]);
  const bad = await bench.accept("first", "+4917000000000");
  const good = await bench.accept("second");
  await bench.pass(0);
  assert.equal(bench.stateOf(good), "sent");
  assert.equal(bench.stateOf(bad), "queued");
  await bench.pass(10_000);
  assert.equal(bench.stateOf(bad), "sent");
});

Deno.test("a bad modem hands its message to another at once", async () => {
  await using bench = await DispatcherBench.open();
  const bad = new ScriptedSender("bad", bench.clock, [unplugged]);
  const good = new ScriptedSender("good", bench.clock);
  good.usable = false;
  await bench.start([bad, good]);
  good.usable = true;
  const id = await bench.accept("Pump 3");
  await bench.pass(61_000);
  assert.equal(bench.stateOf(id), "sent");
  assert.equal(bad.taken.length + good.taken.length, 1);
});

Deno.test("new work wakes a modem that can do it, not the one that rests longest", async () => {
  await using bench = await DispatcherBench.open();
  const sick = new ScriptedSender("sick", bench.clock);
  const well = new ScriptedSender("well", bench.clock, [uncertain]);
  sick.usable = false;
  await bench.start([sick, well]);
  // An uncertain delivery keeps the alarm far ahead.
  await bench.accept("first");
  await bench.pass(0);
  sick.usable = true;
  const both = await bench.accept("second");
  await bench.pass(0);
  assert.equal(bench.stateOf(both), "sent");
  sick.usable = false;
  const id = await bench.accept("third");
  await bench.pass(0);
  assert.equal(bench.stateOf(id), "sent");
});

Deno.test("work that comes while no modem is usable is begun as soon as one is", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock, [sent, unplugged]);
  await bench.start([sender]);
  await bench.accept("first");
  await bench.pass(0);
  const second = await bench.accept("second");
  await bench.pass(0);
  assert.equal(bench.stateOf(second), "queued");
  const third = await bench.accept("third");
  await bench.pass(60_000);
  assert.equal(bench.stateOf(second), "sent");
  assert.equal(bench.stateOf(third), "sent");
});

Deno.test("a bug that one message meets stops no other", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  const { submit } = sender;
  let bugs = 1;
  sender.submit = (pdu, hooks) => {
    if (bugs-- > 0) throw new TypeError("planted");
    return submit.call(sender, pdu, hooks);
  };
  await bench.start([sender]);
  const poison = await bench.accept("poison");
  const good = await bench.accept("good");
  await bench.pass(0);
  assert.equal(bench.stateOf(poison), "failed");
  assert.equal(bench.stateOf(good), "sent");
  assert.ok(bench.events.some(({ kind }) => kind === "bug"));
});

Deno.test("a database that cannot be read for a moment costs no modem its worker", async () => {
  await using bench = await DispatcherBench.open();
  const limited: SendResult = {
    kind: "retry",
    fault: "message",
    reason: "Refused",
    triesLeft: 1,
  };
  const sender = new ScriptedSender("modem1", bench.clock, [limited]);
  const { store } = bench;
  let failures = 1;
  bench.store = spoilt(store, "show", (id) => {
    if (failures-- > 0) throw new StoreError("broken", "Disk I/O error");
    return store.show(id);
  });
  await bench.start([sender]);
  await bench.accept("first");
  await bench.pass(0);
  const next = await bench.accept("next");
  await bench.pass(2_000);
  assert.equal(bench.stateOf(next), "sent");
  assert.ok(bench.events.some(({ kind }) => kind === "trouble"));
});

Deno.test("what has expired during an outage goes in one round, however much it is", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  sender.usable = false;
  await bench.start([sender]);
  for (let count = 0; count < 1200; count += 1) {
    bench.accept(`alert ${count}`, "+4917012345678", 5_000);
  }
  await bench.pass(4_000);
  assert.equal(bench.store.counts().expired, 0);
  await bench.pass(2_000);
  assert.equal(bench.store.counts().expired, 1200);
});

Deno.test("the fate of a message is told before the report on it", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  const dispatcher = await bench.start([sender]);
  const report = {
    modem: "modem1",
    reference: 1,
    recipient: "4917012345678",
    outcome: "delivered",
    reason: "Delivered",
    sentAt: undefined,
    receivedAt: bench.clock.now(),
  } as const;
  sender.afterAnswer = () => dispatcher.report(report);
  await bench.accept("Pump 3");
  await bench.pass(0);
  const told = bench.events.flatMap((event) =>
    event.kind === "changed" ? [event.change.to] : []
  );
  assert.ok(told.join() === "sent,delivered" || told.join() === "delivered");
});

Deno.test("a modem that joins later works, and its reports are its own", async () => {
  await using bench = await DispatcherBench.open();
  const dispatcher = await bench.start([]);
  const id = await bench.accept("Pump 3");
  await bench.pass(1_000);
  assert.equal(bench.stateOf(id), "queued");
  dispatcher.add(new ScriptedSender("late", bench.clock));
  await bench.pass(0);
  assert.equal(bench.stateOf(id), "sent");
  dispatcher.report({
    modem: "late",
    reference: 1,
    recipient: "4917012345678",
    outcome: "delivered",
    reason: "Delivered",
    sentAt: undefined,
    receivedAt: bench.clock.now(),
  });
  await bench.pass(0);
  assert.equal(bench.stateOf(id), "delivered");
  const next = await bench.accept("Pump 4");
  await bench.pass(0);
  assert.equal(bench.stateOf(next), "sent");
});

Deno.test("a half-sent message goes on with its next segment under the same reference", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock, [sent, unplugged]);
  await bench.start([sender]);
  const id = await bench.accept("x".repeat(300));
  await bench.pass(61_000);
  assert.equal(bench.stateOf(id), "sent");
  const headers = sender.taken.map(({ pdu }) => /050003(..)(..)(..)/.exec(pdu));
  assert.equal(headers.length, 2);
  assert.equal(headers[0]?.[1], headers[1]?.[1], "one reference");
  assert.deepEqual(headers.map((match) => match?.[3]), ["01", "02"]);
});

Deno.test("an uncertain send goes out again after its wait, marked", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock, [uncertain]);
  await bench.start([sender]);
  const id = await bench.accept("Pump 3");
  await bench.pass(0);
  assert.equal(bench.stateOf(id), "uncertain");
  await bench.pass(policy.uncertainWaitMs);
  assert.equal(bench.stateOf(id), "sent");
  const delivery = bench.store.show(id)?.deliveries[0];
  assert.equal(delivery?.possibleDuplicate, true);
});

Deno.test("stop() lets the message in flight end, and leaves the rest in the queue", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  const { promise, resolve } = Promise.withResolvers<void>();
  sender.holdUntil(promise);
  const dispatcher = await bench.start([sender]);
  const flying = await bench.accept("y".repeat(300));
  const waiting = await bench.accept("later");
  await bench.pass(0);
  const stopped = dispatcher.stop(new AbortController().signal);
  resolve();
  await stopped;
  assert.equal(bench.stateOf(flying), "sent");
  assert.equal(bench.stateOf(waiting), "queued");
});

Deno.test("stop() in a hurry ends with the segment in flight", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  const { promise, resolve } = Promise.withResolvers<void>();
  sender.holdUntil(promise);
  const dispatcher = await bench.start([sender]);
  const id = await bench.accept("y".repeat(300));
  await bench.pass(0);
  const stopped = dispatcher.stop(AbortSignal.abort());
  resolve();
  await stopped;
  assert.equal(bench.stateOf(id), "queued");
  assert.equal(sender.taken.length, 1);
  assert.equal(bench.store.show(id)?.deliveries[0]?.possibleDuplicate, false);
});

/** The same store, of which a test breaks one method. */
function spoilt<Name extends keyof Store>(
  store: Store,
  name: Name,
  method: Store[Name],
): Store {
  return new Proxy(store, {
    get(target, key) {
      const value = key === name ? method : Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const full = new StoreError("full", "The disk is full");

Deno.test("what the modem has done is recorded as soon as the disk allows, and told once", async () => {
  await using bench = await DispatcherBench.open();
  let failures = 5;
  const { store } = bench;
  const sender = new ScriptedSender("modem1", bench.clock);
  bench.store = spoilt(
    store,
    "record",
    (entries) =>
      entries.some((it) => it.kind === "acknowledged") && failures-- > 0
        ? Promise.reject(full)
        : store.record(entries),
  );
  await bench.start([sender]);
  const id = await bench.accept("Pump 3");
  await bench.pass(10_000);
  assert.equal(bench.stateOf(id), "sent");
  assert.equal(sender.taken.length, 1);
  const told = bench.events.filter(({ kind }) => kind === "trouble");
  assert.deepEqual(told, [{ kind: "trouble", text: "The disk is full" }]);
});

Deno.test("stop() in a hurry does not wait for a disk that stays full", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  const { store } = bench;
  bench.store = spoilt(
    store,
    "record",
    (entries) =>
      entries.some((it) => it.kind === "started")
        ? store.record(entries)
        : Promise.reject(full),
  );
  const dispatcher = await bench.start([sender]);
  const id = await bench.accept("Pump 3");
  await bench.pass(5_000);
  await dispatcher.stop(AbortSignal.abort());
  assert.equal(bench.stateOf(id), "sending");
  assert.equal(sender.taken.length, 1);
});

Deno.test("a clock that is set back keeps no message waiting for that time to come again", async () => {
  await using bench = await DispatcherBench.open();
  const { clock } = bench;
  const script = [unplugged];
  const sender = new ScriptedSender("modem1", clock, script);
  await bench.start([sender]);
  const first = await bench.accept("first");
  await bench.pass(0);
  const second = await bench.accept("second");
  clock.jump(clock.now() - dayMs / 24);
  await bench.pass(121_000);
  assert.deepEqual([first, second].map((id) => bench.stateOf(id)), [
    "sent",
    "sent",
  ]);
});

Deno.test("no sequence of answers loses a delivery, or doubles one unmarked", async () => {
  const answers = fc.array(
    fc.constantFrom(sent, rejected, uncertain, congestion, unplugged),
    { maxLength: 12 },
  );
  const lengths = fc.array(fc.constantFrom(20, 200, 400), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(answers, answers, lengths, async (a, b, texts) => {
      await using bench = await DispatcherBench.open();
      const senders = [
        new ScriptedSender("modem1", bench.clock, a),
        new ScriptedSender("modem2", bench.clock, b),
      ];
      await bench.start(senders);
      const ids: MessageId[] = [];
      for (const [index, length] of texts.entries()) {
        const text = "x".repeat(length);
        ids.push(await bench.accept(text, `+491700000000${index}`));
      }
      await bench.pass(dayMs + policy.resumeWaitMs);
      for (const [index, id] of ids.entries()) {
        const delivery = bench.store.show(id)?.deliveries[0];
        assert.ok(delivery !== undefined);
        const { state, possibleDuplicate, segmentCount } = delivery;
        assert.ok(isFinal(state) || state === "sent", state);
        const arrived = senders.flatMap(({ taken }) => taken)
          .filter(({ recipient }) => recipient.endsWith(`0000${index}`));
        const distinct = new Set(arrived.map(({ pdu }) => pdu));
        if (state === "sent") {
          assert.ok(arrived.length >= segmentCount, "all segments arrived");
        }
        if (!possibleDuplicate) {
          assert.equal(distinct.size, arrived.length, "no segment twice");
          assert.ok(arrived.length <= segmentCount);
        }
      }
    }),
    { numRuns: 30 },
  );
});
