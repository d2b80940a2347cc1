import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDuration, parseDuration } from "./duration.ts";

Deno.test("parseDuration() reads every unit, alone and together", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["0s", 0],
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["24h", 86_400_000],
    ["2d", 172_800_000],
    ["1h30m", 5_400_000],
    ["1d2h3m4s5ms", 93_784_005],
    ["90s", 90_000],
    ["007s", 7_000],
  ];
  for (const [text, ms] of cases) assert.equal(parseDuration(text), ms, text);
});

Deno.test("parseDuration() refuses what is not a duration", () => {
  const cases = ["", "5", "5 m", "m", "-5m", "0.5s", "5min", "5M", "30m1h"];
  for (const text of [...cases, "1s1s", " 5m", "5m ", "1234567890s", "1e3s"]) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

Deno.test("formatDuration() takes the longest units that fit", () => {
  assert.equal(formatDuration(0), "0s");
  assert.equal(formatDuration(5_400_000), "1h30m");
  assert.equal(formatDuration(86_400_000), "1d");
  assert.equal(formatDuration(61_001), "1m1s1ms");
});

Deno.test("a duration that was written is read as the same", () => {
  fc.assert(fc.property(fc.nat(), (ms) => {
    assert.equal(parseDuration(formatDuration(ms)), ms);
  }));
});

Deno.test("whatever the text is, parseDuration() gives whole milliseconds or nothing", () => {
  const pieces = fc.array(fc.constantFrom("1", "20", "s", "m", "h", "ms", "."));
  fc.assert(fc.property(pieces, (parts) => {
    const ms = parseDuration(parts.join(""));
    assert.ok(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0));
  }));
});
