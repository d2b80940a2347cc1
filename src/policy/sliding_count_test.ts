import assert from "node:assert/strict";
import fc from "fast-check";
import { SlidingCount } from "./sliding_count.ts";

const window = { lengthMs: 60, stepMs: 5 };

interface Event {
  readonly at: number;
  readonly count: number;
}

/** Some history in the order of time, with gaps that may span the whole window. */
const history: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.record({
    gap: fc.oneof(fc.nat(10), fc.nat(90)),
    count: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 60 },
).map((steps) => {
  let at = -37;
  return steps.map(({ gap, count }) => ({ at: at += gap, count }));
});

function countOf(events: readonly Event[]): SlidingCount {
  const sliding = new SlidingCount(window);
  for (const { at, count } of events) sliding.add(count, at);
  return sliding;
}

function sumSince(events: readonly Event[], from: number): number {
  return events.reduce((sum, it) => it.at >= from ? sum + it.count : sum, 0);
}

Deno.test("what was counted weighs for the window's length, and at most one step longer", () => {
  fc.assert(fc.property(history, fc.nat(120), (events, later) => {
    const now = (events.at(-1)?.at ?? 0) + later;
    const used = countOf(events).used(now);
    assert.ok(used >= sumSince(events, now - window.lengthMs));
    assert.ok(used <= sumSince(events, now - window.lengthMs - window.stepMs));
  }));
});

Deno.test("waitFor() is the first moment at which enough is free", () => {
  fc.assert(fc.property(history, fc.nat(20), (events, most) => {
    const now = events.at(-1)?.at ?? 0;
    const waitMs = countOf(events).waitFor(most, now);
    assert.ok(countOf(events).used(now + waitMs) <= most);
    if (waitMs > 0) assert.ok(countOf(events).used(now + waitMs - 1) > most);
  }));
});

Deno.test("remove() undoes add(), and the order of add() does not matter", () => {
  fc.assert(
    fc.property(history, history, fc.nat(120), (kept, undone, later) => {
      const now = Math.max(kept.at(-1)?.at ?? 0, undone.at(-1)?.at ?? 0) +
        later;
      const sliding = countOf([...undone, ...kept]);
      for (const { at, count } of undone) sliding.remove(count, at);
      assert.equal(sliding.used(now), countOf(kept).used(now));
      assert.equal(
        sliding.waitFor(3, now),
        countOf(kept.toReversed()).waitFor(3, now),
      );
    }),
  );
});

Deno.test("remove() leaves alone what no longer weighs", () => {
  const sliding = countOf([{ at: 0, count: 3 }, { at: 100, count: 2 }]);
  assert.equal(sliding.used(100), 2);
  sliding.remove(3, 0);
  assert.equal(sliding.used(100), 2);
});
