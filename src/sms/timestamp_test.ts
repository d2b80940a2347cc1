import assert from "node:assert/strict";
import fc from "fast-check";
import { hexOf, octetsOf } from "./octets.ts";
import { decodeTimestamp, timestampOf } from "./timestamp.ts";

function epochMsOf(hex: string): number | undefined {
  return decodeTimestamp(octetsOf(hex)!).epochMs;
}

Deno.test("decodeTimestamp() heeds the zone and its sign", () => {
  const rows = [
    ["7040213252242B", "2007-04-12T23:25:42-08:00"],
    ["31308051206180", "2013-03-08T15:02:16+02:00"],
    ["11101171955140", "2011-01-11T17:59:15+01:00"],
    ["20806291731448", "2002-08-26T19:37:41-01:00"],
  ] as const;
  for (const [hex, iso] of rows) {
    assert.equal(epochMsOf(hex), Date.parse(iso), hex);
  }
});

Deno.test("decodeTimestamp() keeps garbage and calls it no moment", () => {
  const rows = [
    "00000000000000", // no month, no day
    "FFFFFFFFFFFFFF",
    "70201332522400", // 31 February
    "70402142522400", // 24 o'clock
    "704021325224F5", // 95 quarters of an hour
  ];
  for (const hex of rows) {
    const { octets, epochMs } = decodeTimestamp(octetsOf(hex)!);
    assert.equal(epochMs, undefined, hex);
    assert.equal(hexOf(octets), hex);
  }
});

Deno.test("timestampOf() writes local time and zone", () => {
  const epochMs = Date.parse("2007-04-12T23:25:42-08:00");
  const { octets } = timestampOf(epochMs, { offsetMinutes: -8 * 60 });
  assert.equal(hexOf(octets), "7040213252242B");
});

Deno.test("timestampOf() keeps any second of the century in any zone", () => {
  const seconds = fc.integer({
    min: Date.UTC(2000, 0, 2) / 1000,
    max: Date.UTC(2099, 11, 30) / 1000,
  });
  const quarters = fc.integer({ min: -56, max: 56 });
  fc.assert(fc.property(seconds, quarters, (seconds, quarters) => {
    const offsetMinutes = quarters * 15;
    const { octets } = timestampOf(seconds * 1000, { offsetMinutes });
    assert.equal(decodeTimestamp(octets).epochMs, seconds * 1000);
  }));
});
