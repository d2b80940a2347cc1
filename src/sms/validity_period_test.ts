import assert from "node:assert/strict";
import fc from "fast-check";
import {
  encodeValidity,
  enhancedValidityOf,
  readValidity,
  validityFormat,
  validityMsOf,
  type ValidityPeriod,
  validityPeriodOf,
  validityPeriodWithin,
} from "./validity_period.ts";
import { OctetReader, octetsOf } from "./octets.ts";
import { timestampOf } from "./timestamp.ts";

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

Deno.test("validityPeriodWithin() is the longest that is not too long, and five minutes at least", () => {
  const durations = fc.integer({ min: 5 * minuteMs, max: 500 * dayMs });
  fc.assert(fc.property(durations, (durationMs) => {
    const value = validityPeriodWithin(durationMs);
    assert.ok(validityMsOf(value) <= durationMs);
    assert.ok(value === 0xff || validityMsOf(value + 1) > durationMs);
  }));
  assert.equal(validityPeriodWithin(0), 0);
  assert.equal(validityPeriodWithin(-dayMs), 0);
});

Deno.test("validityPeriodOf() is the shortest that lasts long enough", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 441 * dayMs }), (ms) => {
    const value = validityPeriodOf(ms);
    assert.ok(validityMsOf(value) >= ms);
    assert.ok(value === 0 || validityMsOf(value - 1) < ms);
  }));
});

Deno.test("enhancedValidityOf() reads the three formats, and keeps silent on the others", () => {
  const rows = [
    ["00000000000000", false, undefined],
    ["40000000000000", true, undefined],
    ["010B0000000000", false, hourMs],
    ["41FF0000000000", true, 441 * dayMs],
    ["021E0000000000", false, 30_000],
    ["02000000000000", false, undefined],
    ["03215495000000", false, 12 * hourMs + 45 * minuteMs + 59_000],
    ["03A15495000000", false, undefined],
    // A second indicator, and then the value of the first.
    ["82000500000000", false, 5_000],
    ["04050000000000", false, undefined],
    ["82828282828282", false, undefined],
    ["83838383838300", false, undefined],
  ] as const;
  for (const [hex, singleShot, durationMs] of rows) {
    const read = enhancedValidityOf(octetsOf(hex) ?? new Uint8Array());
    assert.deepEqual(read, { singleShot, durationMs }, hex);
  }
});

Deno.test("readValidity() reads what encodeValidity() wrote, in every format", () => {
  const periods: readonly ValidityPeriod[] = [
    { kind: "default" },
    { kind: "relative", value: 0xa9 },
    { kind: "absolute", until: timestampOf(1_373_456_340_000) },
    { kind: "enhanced", octets: Uint8Array.of(0x42, 30, 0, 0, 0, 0, 0) },
  ];
  for (const period of periods) {
    const octets = Uint8Array.from(encodeValidity(period));
    const reader = new OctetReader(octets);
    assert.deepEqual(readValidity(reader, validityFormat(period)), period);
    assert.equal(reader.missing, undefined);
  }
});
