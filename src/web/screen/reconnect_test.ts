import assert from "node:assert/strict";
import fc from "fast-check";
import { type Connection, lostAgain, waitMs } from "./reconnect.ts";

Deno.test("waits double and end at a quarter of a minute", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 99].map((it) => waitMs(it, 1));
  assert.deepEqual(
    waits,
    [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000],
  );
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 2_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (attempt, chance) => {
      const wait = waitMs(attempt, chance);
      assert.ok(wait >= 375 && wait <= 15_000);
    },
  ));
});

Deno.test("failures are counted until it is live again, and the first moment is kept", () => {
  let connection: Connection = { state: "live" };
  for (const now of [100, 200, 300]) {
    connection = lostAgain(connection, { now, chance: 1 });
  }
  assert.deepEqual(connection, {
    state: "lost",
    attempt: 3,
    since: 100,
    retryAt: 2_300,
  });
});
