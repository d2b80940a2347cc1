import assert from "node:assert/strict";
import { allowance, rateWindowMs } from "./report_rate.ts";

const minute = { count: 2, per: "minute" } as const;
const day = { count: 3, per: "day" } as const;

Deno.test("so many reports are allowed as the strictest rate says, and the last one is known", () => {
  const now = 1_000_000_000;
  assert.deepEqual(allowance([], [], now), { kind: "free" });
  assert.deepEqual(allowance([], [minute, day], now), { kind: "free" });
  assert.deepEqual(allowance([now - 1], [minute, day], now), { kind: "last" });
  assert.deepEqual(allowance([now - 1, now], [minute, day], now), {
    kind: "none",
    rate: minute,
  });
  const earlier = [now - 70_000, now - 80_000];
  assert.deepEqual(allowance(earlier, [minute, day], now), { kind: "last" });
  assert.deepEqual(allowance([...earlier, now - 90_000], [minute, day], now), {
    kind: "none",
    rate: day,
  });
});

Deno.test("no more of the past is asked for than counts", () => {
  assert.equal(rateWindowMs([]), 0);
  assert.equal(rateWindowMs([minute]), 60_000);
  assert.equal(rateWindowMs([day, minute]), 86_400_000);
});
