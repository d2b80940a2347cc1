import assert from "node:assert/strict";
import { isTooSlow } from "./pace.ts";

Deno.test("isTooSlow judges a message once its first minute is over", () => {
  const vectors: [elapsedMs: number, bytes: number, slow: boolean][] = [
    [0, 0, false],
    [60_000, 0, false],
    [60_001, 0, true],
    [61_000, 6_099, true],
    [61_000, 6_100, false],
    [3_600_000, 359_999, true],
    [3_600_000, 360_000, false],
  ];
  for (const [elapsedMs, bytes, slow] of vectors) {
    const progress = { startedAt: 5_000, bytes, now: 5_000 + elapsedMs };
    assert.equal(isTooSlow(progress, 100), slow, `${bytes} in ${elapsedMs}`);
    assert.equal(isTooSlow(progress, 0), false);
  }
});
