import assert from "node:assert/strict";
import { isTooSlow, Pace } from "./pace.ts";

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

Deno.test("Pace lets a burst count for five minutes ahead, and each message anew", () => {
  const pace = new Pace(100);
  pace.begin(5_000);
  pace.add(1_000_000, 65_000);
  assert.equal(pace.isTooSlow(365_000), false);
  assert.equal(pace.isTooSlow(365_001), true);
  pace.begin(365_001);
  assert.equal(pace.isTooSlow(425_001), false);
  assert.equal(pace.isTooSlow(425_002), true);
});
