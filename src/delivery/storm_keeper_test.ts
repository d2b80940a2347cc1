import assert from "node:assert/strict";
import { phone, StormBench } from "../../tests/support/storm_bench.ts";

const minute = 60_000;
const hour = 60 * minute;

const pump = (number: number) => `Pump ${number} stopped`;

/** How many deliveries stand in each state, of those states that have any. */
function counts({ store }: StormBench): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(store.counts()).filter(([, count]) => count > 0),
  );
}

Deno.test("5,000 mails alike are two SMS, and closing them moves 500 at a time", async () => {
  await using bench = await StormBench.open();
  await bench.acceptMany(5_000, pump);
  await bench.pass(6 * minute);
  assert.deepEqual(bench.left.map(({ text }) => text), [
    "Pump 1 stopped",
    "Pump 5000 stopped (+4998 more)",
  ]);
  assert.deepEqual(counts(bench), { merged: 4_999, sent: 2 });
  assert.equal(
    bench.store.storms.nextClosingAt(),
    bench.clock.now() + 4 * minute,
  );
  const merged = bench.events.filter((it) =>
    it.kind === "changed" && it.change.to === "merged"
  );
  assert.equal(merged.length, 4_999);
});

Deno.test("killed in the middle of a large close, what is left is marked before anything goes out", async () => {
  await using bench = await StormBench.open();
  await bench.acceptMany(1_300, pump);
  await bench.send();
  await bench.keeper.stop();
  await bench.clock.advance(5 * minute);
  const { storms } = bench.store;
  const closed = await storms.close(bench.clock.now(), {
    caps: { perRecipient: [], perSender: [] },
    senderOf: () => "",
    decide: ({ waiting, texts: [last], recipient, now }) => ({
      to: "merge",
      submission: {
        ...bench.store.show(last!.messageId)!,
        id: bench.store.show(last!.messageId)!.id.replace(/^./, "0") as never,
        source: "command",
        madeBy: "merge",
        acceptedAt: now,
        expiresAt: now + 1_000_000,
        segmentCount: 1,
        message: { ...last!.message, text: `All ${waiting}` },
        recipients: [recipient],
      },
    }),
  });
  assert.equal(closed?.changes.length, 500);
  assert.equal(counts(bench)["merged"], 500);
  // Nobody takes one out that the SMS tells of already.
  const [left] = bench.store.list({ state: "queued", limit: 2 }).slice(-1);
  const id = left!.messageId;
  const now = bench.clock.now();
  assert.equal((await bench.store.retry(id, now)).changed.length, 0);
  assert.equal((await bench.store.cancel(id, now)).changed.length, 0);
  await bench.clock.advance(100 * 60 * minute);
  await bench.crash();
  assert.equal(counts(bench)["merged"], 1_299);
  await bench.pass(minute);
  assert.deepEqual(bench.left.map(({ text }) => text), ["Pump 1 stopped"]);
  assert.deepEqual(counts(bench), { queued: 1, merged: 1_299, sent: 1 });
});

Deno.test("a hundred texts for each of a hundred phones close in steps", async () => {
  await using bench = await StormBench.open({ first: "wait" });
  const phones = Array.from({ length: 100 }, (_, it) => phone(it));
  await bench.acceptMany(100, pump, phones);
  await bench.pass(6 * minute);
  assert.deepEqual(counts(bench), { merged: 10_000, sent: 100 });
  assert.ok(
    bench.left.every(({ text }) => text === "Pump 100 stopped (+99 more)"),
  );
  assert.equal(bench.store.storms.nextClosingAt(), undefined);
});

Deno.test("a flood of different texts leaves nothing behind", async () => {
  await using bench = await StormBench.open();
  await bench.acceptMany(150, (number) => "x".repeat(number));
  await bench.pass(6 * minute);
  assert.equal(bench.left.length, 150);
  assert.equal(bench.store.storms.nextClosingAt(), undefined);
});

Deno.test("with nothing on and nothing left there is no timer, and mails are not looked at", async () => {
  await using bench = await StormBench.open({ windowMs: 0 });
  await bench.accept("Pump 1 stopped");
  assert.equal(bench.clock.pending, 0);
  await bench.pass(minute);
  assert.equal(bench.left.length, 1);
  assert.equal(bench.clock.pending, 0);
});

Deno.test("a bug in making one SMS does not end the keeper, and is told", async () => {
  await using bench = await StormBench.open();
  await bench.accept("Pump 1 stopped");
  await bench.accept("Pump 2 stopped");
  await bench.accept("Pump 3 stopped");
  const { store } = bench;
  const { close } = store.storms;
  let met = 0;
  store.storms.close = () => {
    met += 1;
    return Promise.reject(new TypeError("Planted"));
  };
  await bench.pass(8 * minute);
  assert.ok(met > 1 && met < 40, String(met));
  assert.ok(bench.events.some(({ kind }) => kind === "bug"));
  assert.equal(bench.left.length, 1);
  store.storms.close = close;
  await bench.pass(2 * minute);
  assert.deepEqual(bench.left.slice(1).map(({ text }) => text), [
    "Pump 3 stopped (+1 more)",
  ]);
});

Deno.test("if the keeper never came, what is gathered would go out by itself", async () => {
  await using bench = await StormBench.open();
  await bench.accept("Pump 1 stopped");
  await bench.accept("Pump 2 stopped");
  bench.store.storms.close = () => Promise.reject(new TypeError("Planted"));
  await bench.pass(3 * 60 * minute);
  assert.deepEqual(bench.left.map(({ text }) => text), [
    "Pump 1 stopped",
    "Pump 2 stopped",
  ]);
});

Deno.test("a window over a cap that is a day away is not told text by text meanwhile", async () => {
  await using bench = await StormBench.open({
    perRecipient: [{ count: 1, per: "day" }],
  });
  await bench.acceptMany(20, pump);
  await bench.pass(23 * hour, hour / 2);
  assert.deepEqual(bench.left.map(({ text }) => text), ["Pump 1 stopped"]);
  await bench.pass(2 * hour, hour / 2);
  assert.deepEqual(bench.left.slice(1).map(({ text }) => text), [
    "Pump 20 stopped (+18 more)",
  ]);
});
