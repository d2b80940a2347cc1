import assert from "node:assert/strict";
import fc from "fast-check";
import { validityMsOf, validityPeriodOf } from "./validity_period.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

Deno.test("validityMsOf() knows the landmarks of the four ranges", () => {
  const rows = [
    [0x00, 5 * minuteMs],
    [0x0b, hourMs],
    [0x8f, 12 * hourMs],
    [0x90, 12.5 * hourMs],
    [0xa7, dayMs],
    [0xa8, 2 * dayMs],
    [0xa9, 3 * dayMs],
    [0xad, 7 * dayMs],
    [0xc4, 30 * dayMs],
    [0xc5, 35 * dayMs],
    [0xff, 441 * dayMs],
  ] as const;
  for (const [value, durationMs] of rows) {
    assert.equal(validityMsOf(value), durationMs);
    assert.equal(validityPeriodOf(durationMs), value);
  }
});

Deno.test("validityPeriodOf() rounds up and clamps", () => {
  assert.equal(validityPeriodOf(hourMs + 1), 0x0c);
  assert.equal(validityPeriodOf(dayMs + 1), 0xa8);
  assert.equal(validityPeriodOf(31 * dayMs), 0xc5);
  assert.equal(validityPeriodOf(0), 0x00);
  assert.equal(validityPeriodOf(-1), 0x00);
  assert.equal(validityPeriodOf(1000 * dayMs), 0xff);
});

Deno.test("validityPeriodOf() is the shortest that lasts long enough", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 441 * dayMs }), (ms) => {
    const value = validityPeriodOf(ms);
    assert.ok(validityMsOf(value) >= ms);
    assert.ok(value === 0 || validityMsOf(value - 1) < ms);
  }));
});
