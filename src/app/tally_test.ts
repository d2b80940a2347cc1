import assert from "node:assert/strict";
import fc from "fast-check";
import { type CountedKind, countedKinds } from "../desk/mod.ts";
import { Tally } from "./tally.ts";

const noon = Date.UTC(2026, 10, 26, 12);
const minute = 60_000;
const day = 24 * 60 * minute;

Deno.test("Tally counts by window and by slot", () => {
  const tally = new Tally();
  tally.add("accepted", noon - 70 * minute, 5);
  tally.add("accepted", noon - 30 * minute, 2);
  tally.add("accepted", noon, 1);
  tally.add("sent", noon);
  const now = noon + 10_000;
  assert.equal(tally.lastMinute(now).accepted, 1);
  assert.equal(tally.since(now - 59 * minute, now).accepted, 3);
  assert.equal(tally.since(noon - 12 * 60 * minute, now).accepted, 8);
  const hour = tally.series({ now, slotMs: minute, slots: 60 });
  assert.equal(hour.from, noon - 59 * minute);
  assert.deepEqual(
    [hour.counts.accepted[29], hour.counts.accepted[59]],
    [2, 1],
  );
  assert.equal(hour.counts.sent[59], 1);
  const chart = tally.series({ now, slotMs: 15 * minute, slots: 96 });
  assert.equal(chart.counts.accepted.reduce((sum, it) => sum + it, 0), 8);
});

Deno.test("Tally counts each thing once, in the slot in which it happened, for a day", () => {
  const happening = fc.record({
    kind: fc.constantFrom<CountedKind>(...countedKinds),
    afterMs: fc.nat({ max: 3 * 60 * minute }),
    count: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(fc.property(fc.array(happening, { maxLength: 40 }), (all) => {
    const tally = new Tally();
    let now = noon;
    const happened = all.map((it) => {
      now += it.afterMs;
      tally.add(it.kind, now, it.count);
      return { ...it, at: now };
    });
    for (const [slotMs, slots] of [[minute, 60], [15 * minute, 96]] as const) {
      const { from, counts } = tally.series({ now, slotMs, slots });
      for (const kind of countedKinds) {
        const naive = Array.from(
          { length: slots },
          (_, slot) =>
            happened.filter((it) =>
              it.kind === kind &&
              Math.floor((it.at - from) / slotMs) === slot
            ).reduce((sum, it) => sum + it.count, 0),
        );
        assert.deepEqual(counts[kind], naive);
      }
    }
  }));
});

Deno.test("Tally forgets what is older than a day", () => {
  const tally = new Tally();
  tally.add("sent", noon);
  tally.add("sent", noon + 3 * day);
  const now = noon + 3 * day;
  assert.equal(tally.since(noon - day, now).sent, 1);
});

Deno.test("when the clock is set, what was counted is as old as before", () => {
  for (const moved of [-400 * day, -2 * 60 * minute, 3 * minute, 9 * day]) {
    const tally = new Tally();
    tally.add("sent", noon - 50 * minute, 2);
    tally.add("sent", noon, 3);
    tally.shift(moved);
    const now = noon + moved;
    tally.add("sent", now);
    assert.equal(tally.lastMinute(now).sent, 4, `${moved}`);
    assert.equal(tally.since(now - 59 * minute, now).sent, 6, `${moved}`);
    const { counts } = tally.series({ now, slotMs: minute, slots: 60 });
    assert.deepEqual([counts.sent[9], counts.sent[59]], [2, 4], `${moved}`);
  }
});

Deno.test("Tally takes what an earlier run has left, a minute each", () => {
  const tally = new Tally();
  tally.addPast("received", noon - 3 * minute, 7);
  tally.add("received", noon);
  assert.equal(tally.since(noon - 59 * minute, noon).received, 8);
  assert.equal(tally.lastMinute(noon).received, 1);
});
