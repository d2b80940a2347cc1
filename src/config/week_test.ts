import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDays, parseTimeOfDay } from "./week.ts";

Deno.test("parseDays() reads days and ranges, also over the week's end", () => {
  const cases = [
    ["mon", [1]],
    ["Sun", [7]],
    ["mon-fri", [1, 2, 3, 4, 5]],
    ["sat-mon", [6, 7, 1]],
    ["mon - sun", [1, 2, 3, 4, 5, 6, 7]],
    ["tue-mon", [2, 3, 4, 5, 6, 7, 1]],
    ["wed-wed", [3]],
  ] as const;
  for (const [text, days] of cases) assert.deepEqual(parseDays(text), days);
});

Deno.test("parseDays() reads nothing else", () => {
  for (
    const text of ["", "-", "monday", "mon-", "-fri", "mon-tue-wed", "1-5"]
  ) {
    assert.equal(parseDays(text), undefined, text);
  }
});

Deno.test("parseTimeOfDay() reads every minute of a day and its end", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1440 }), (minutes) => {
    const hour = String(Math.floor(minutes / 60));
    const minute = String(minutes % 60).padStart(2, "0");
    assert.equal(parseTimeOfDay(`${hour}:${minute}`), minutes);
    assert.equal(parseTimeOfDay(`${hour.padStart(2, "0")}:${minute}`), minutes);
  }));
});

Deno.test("parseTimeOfDay() reads nothing else", () => {
  for (const text of ["", "8", "8:5", "24:01", "08:60", "8:00 pm", "008:00"]) {
    assert.equal(parseTimeOfDay(text), undefined, text);
  }
});
