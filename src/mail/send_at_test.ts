import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone } from "../model/mod.ts";
import { readTime } from "./send_at.ts";

function read(text: string, zoneName = "Europe/Stockholm"): string | undefined {
  const zone = findTimeZone(zoneName);
  assert.ok(zone, zoneName);
  const at = readTime(text, zone);
  return at === undefined ? undefined : new Date(at).toISOString();
}

Deno.test("readTime() reads the forms that people and programs write", () => {
  const eight = "2026-12-24T07:00:00.000Z";
  const rows = [
    ["2026-12-24T0800", eight],
    ["2026-12-24t0800", eight],
    ["20261224T0800", eight],
    ["20261224T080000", eight],
    ["2026-12-24T08:00", eight],
    ["2026-12-24T8:00", eight],
    ["2026-12-24T08:00:00", eight],
    ["2026-12-24-08.00", eight],
    ["2026-12-24_08:00", eight],
    ["2026-12-24 08:00", eight],
    ["2026-12-24T080030", "2026-12-24T07:00:30.000Z"],
    ["2026-12-24T08:00:30", "2026-12-24T07:00:30.000Z"],
    ["2026-12-24T0800Z", "2026-12-24T08:00:00.000Z"],
    ["2026-12-24T0800+0200", "2026-12-24T06:00:00.000Z"],
    ["2026-12-24T08:00:30-05:30", "2026-12-24T13:30:30.000Z"],
    ["2028-02-29T00:00", "2028-02-28T23:00:00.000Z"],
  ] as const;
  for (const [text, expected] of rows) {
    assert.equal(read(text), expected, text);
  }
});

Deno.test("readTime() refuses what is no time of any day", () => {
  for (
    const text of [
      "",
      "tomorrow",
      "2026-12-24",
      "2026-12-24T",
      "2026-12-24T08",
      "2026-12-24T800",
      "2026-12-24T08000",
      "2026-12-240800",
      "2026-12-24T2400",
      "2026-12-24T0860",
      "2026-12-24T08:00:60",
      "2026-13-24T0800",
      "2026-00-24T0800",
      "2026-12-00T0800",
      "2026-02-29T0800",
      "2026-04-31T0800",
      "0026-12-24T0800",
      "26-12-24T0800",
      "24.12.2026T0800",
      "2026-12-24T0800+15:00",
      "2026-12-24T0800+0160",
      "2026-12-24T0800 CET",
      " 2026-12-24T0800",
    ]
  ) assert.equal(read(text), undefined, text);
});

Deno.test("readTime() takes the first of a time that comes twice, and the change for one that never comes", () => {
  const rows = [
    ["Europe/Stockholm", "2026-03-29T0230", "2026-03-29T01:00:00.000Z"],
    ["Europe/Stockholm", "2026-10-25T0230", "2026-10-25T00:30:00.000Z"],
    ["America/New_York", "2026-03-08T0230", "2026-03-08T07:00:00.000Z"],
    ["America/New_York", "2026-11-01T0130", "2026-11-01T05:30:00.000Z"],
    // An offset says which of the two is meant.
    ["Europe/Stockholm", "2026-10-25T0230+0100", "2026-10-25T01:30:00.000Z"],
  ] as const;
  for (const [zone, text, expected] of rows) {
    assert.equal(read(text, zone), expected, text);
  }
});

Deno.test("readTime() reads what ISO 8601 writes, and takes any text", () => {
  const date = fc.date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2099-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(date, (date) => {
    const text = date.toISOString().replace(/\.[0-9]{3}/, "");
    assert.equal(read(text), text.replace("Z", ".000Z"));
  }));
  const near = fc.string({ unit: fc.constantFrom(..."0122468-:T+Z. ") });
  fc.assert(fc.property(near, (text) => void read(text)));
});
