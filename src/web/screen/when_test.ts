import assert from "node:assert/strict";
import {
  absoluteTime,
  clockSeconds,
  futureTime,
  lasting,
  pastTime,
} from "./when.ts";

const now = new Date(2026, 10, 26, 15, 4, 5).getTime();
const second = 1_000, minute = 60 * second, hour = 60 * minute;

Deno.test("the past is told by seconds, minutes, the time of day, then the date", () => {
  const rows: readonly (readonly [number, string])[] = [
    [now + 30 * second, "now"],
    [now, "now"],
    [now - 4 * second, "now"],
    [now - 42 * second, "42 s ago"],
    [now - 60 * second, "1 min ago"],
    [now - 59 * minute, "59 min ago"],
    [now - 2 * hour, "13:04"],
    [now - 16 * hour, "25 Nov, 23:04"],
    [new Date(2025, 0, 2, 3, 4).getTime(), "2 Jan 2025, 03:04"],
    // A clock that was wrong: never "in the future", the plain time.
    [now + 2 * hour, "17:04"],
  ];
  for (const [at, text] of rows) assert.equal(pastTime(at, now), text);
});

Deno.test("what is due is told likewise", () => {
  assert.equal(futureTime(now - 1, now), "now");
  assert.equal(futureTime(now + 1, now), "in 1 s");
  assert.equal(futureTime(now + 42 * second, now), "in 42 s");
  assert.equal(futureTime(now + 5 * minute, now), "in 5 min");
  assert.equal(futureTime(now + 2 * hour, now), "at 17:04");
  assert.equal(futureTime(now + 24 * hour, now), "at 27 Nov, 15:04");
});

Deno.test("the whole time is by the clock on the wall, in one width", () => {
  assert.equal(absoluteTime(now), "2026-11-26 15:04:05");
  assert.equal(clockSeconds(now), "15:04:05");
});

Deno.test("how long something lasts is one number with its unit", () => {
  const rows = [[-5, "0 s"], [59_999, "59 s"], [minute, "1 min"]] as const;
  for (const [ms, text] of rows) assert.equal(lasting(ms), text);
  assert.equal(lasting(3 * hour), "3 h");
  assert.equal(lasting(30 * hour), "1 day");
  assert.equal(lasting(72 * hour), "3 days");
});
