import assert from "node:assert/strict";
import fc from "fast-check";
import type { DeliveryId } from "../model/mod.ts";
import { type DelayCandidate, lookForDelays } from "./delays.ts";

const afterMs = 900;

function candidate(id: number, changes: Partial<DelayCandidate> = {}) {
  const deliveryId = id as DeliveryId;
  return {
    deliveryId,
    acceptedAt: 0,
    sendAt: undefined,
    open: true,
    ...changes,
  };
}

Deno.test("deliveries are late when their time has come and they are open", () => {
  const candidates = [
    candidate(1),
    candidate(2, { open: false }),
    candidate(3, { acceptedAt: 100 }),
    candidate(4, { acceptedAt: 101 }),
  ];
  assert.deepEqual(lookForDelays(candidates, { now: 1_000, afterMs }), {
    cursor: 3,
    late: [1, 3],
    parked: [],
  });
  assert.deepEqual(lookForDelays(candidates, { now: 899, afterMs }), {
    cursor: undefined,
    late: [],
    parked: [],
  });
});

Deno.test("one that was to wait is looked at again after its moment", () => {
  const candidates = [
    candidate(1, { sendAt: 5_000 }),
    candidate(2, { sendAt: 50 }),
  ];
  assert.deepEqual(lookForDelays(candidates, { now: 1_000, afterMs }), {
    cursor: 2,
    late: [2],
    parked: [{ deliveryId: 1, at: 5_900 }],
  });
});

Deno.test("one that was accepted while the clock was ahead holds up nothing behind it", () => {
  const candidates = [candidate(1, { acceptedAt: 99_999 }), candidate(2)];
  assert.deepEqual(lookForDelays(candidates, { now: 1_000, afterMs }), {
    cursor: 2,
    late: [2],
    parked: [{ deliveryId: 1, at: 1_900 }],
  });
});

Deno.test("every open delivery is late or parked exactly once, however the looks are divided", () => {
  fc.assert(fc.property(
    fc.array(fc.record({
      acceptedAt: fc.nat(5_000),
      open: fc.boolean(),
      sendAt: fc.option(fc.nat(9_000), { nil: undefined }),
    })),
    fc.array(fc.integer({ min: 1, max: 5 })),
    (rows, sizes) => {
      const all = rows.map((row, at) => candidate(at + 1, row));
      const seen: number[] = [];
      let cursor = 0;
      let now = 0;
      for (const size of [...sizes, ...all.map(() => 5), all.length]) {
        now += 5_000;
        const some = all.slice(cursor, cursor + size);
        const look = lookForDelays(some, { now, afterMs });
        seen.push(...look.late, ...look.parked.map((it) => it.deliveryId));
        cursor = look.cursor ?? cursor;
      }
      const open = all.filter((it) => it.open).map((it) => it.deliveryId);
      assert.deepEqual(seen.toSorted((a, b) => a - b), open);
    },
  ));
});
