import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findTimeZone,
  formatLocalTime,
  type LocalTime,
  type TimeZone,
} from "./time_zone.ts";

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name);
  assert.ok(zone, name);
  return zone;
}

function local(text: string): LocalTime {
  const [year, month, day, hour, minute, second = 0] = text.split(/[- :]/).map(
    Number,
  );
  return { year, month, day, hour, minute, second } as LocalTime;
}

const zones = [
  "UTC",
  "Europe/Stockholm",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Casablanca",
];

Deno.test("momentOf() finds ordinary times, and defines those at a change of the clocks", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["UTC", "2026-12-24 08:00", "2026-12-24T08:00:00Z"],
    ["Europe/Stockholm", "2026-12-24 08:00", "2026-12-24T07:00:00Z"],
    ["Europe/Stockholm", "2026-07-01 08:00:30", "2026-07-01T06:00:30Z"],
    // Forward at 02:00: what is skipped is the moment of the change.
    ["Europe/Stockholm", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z"],
    ["Europe/Stockholm", "2026-03-29 02:00", "2026-03-29T01:00:00Z"],
    ["Europe/Stockholm", "2026-03-29 02:30", "2026-03-29T01:00:00Z"],
    ["Europe/Stockholm", "2026-03-29 03:00", "2026-03-29T01:00:00Z"],
    ["Europe/Stockholm", "2026-03-29 03:01", "2026-03-29T01:01:00Z"],
    // Back at 03:00: what comes twice is the first.
    ["Europe/Stockholm", "2026-10-25 02:00", "2026-10-25T00:00:00Z"],
    ["Europe/Stockholm", "2026-10-25 02:59:59", "2026-10-25T00:59:59Z"],
    ["Europe/Stockholm", "2026-10-25 03:00", "2026-10-25T02:00:00Z"],
    ["America/New_York", "2026-03-08 01:59", "2026-03-08T06:59:00Z"],
    ["America/New_York", "2026-03-08 02:30", "2026-03-08T07:00:00Z"],
    ["America/New_York", "2026-03-08 03:00", "2026-03-08T07:00:00Z"],
    ["America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z"],
    ["America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00Z"],
    // Half an hour, a day that never was, and a day beyond the month.
    ["Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:30:00Z"],
    ["Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00:00Z"],
    ["Europe/Stockholm", "2026-12-32 00:00", "2026-12-31T23:00:00Z"],
    ["Europe/Stockholm", "2026-12-31 24:00", "2026-12-31T23:00:00Z"],
  ];
  for (const [zone, written, expected] of rows) {
    assert.equal(
      new Date(zoneOf(zone).momentOf(local(written))).toISOString(),
      expected.replace("Z", ".000Z"),
      `${written} in ${zone}`,
    );
  }
});

Deno.test("localAt() and momentOf() undo each other, but for the second pass of a repeated hour", () => {
  const moment = fc.integer({
    min: Date.UTC(2000, 0, 1) / 1000,
    max: Date.UTC(2040, 0, 1) / 1000,
  });
  fc.assert(
    fc.property(fc.constantFrom(...zones), moment, (name, seconds) => {
      const zone = zoneOf(name);
      const shown = zone.localAt(seconds * 1000);
      const found = zone.momentOf(shown);
      assert.deepEqual(zone.localAt(found), shown);
      assert.ok(found <= seconds * 1000);
    }),
  );
});

Deno.test("momentOf() never goes back as the time written goes on", () => {
  const minutes = fc.integer({ min: 0, max: 2 * 365 * 24 * 60 });
  const step = fc.integer({ min: 0, max: 180 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), minutes, step, (name, at, step) => {
      const zone = zoneOf(name);
      const written = { ...local("2026-01-01 00:00"), minute: at };
      assert.ok(
        zone.momentOf(written) <=
          zone.momentOf({ ...written, minute: at + step }),
      );
    }),
  );
});

Deno.test("findTimeZone() knows the machine's zone, names in any case, and what is none", () => {
  assert.equal(
    findTimeZone("")?.name,
    new Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  assert.equal(findTimeZone("europe/STOCKHOLM")?.name, "Europe/Stockholm");
  for (const name of ["Mars/Olympus", "Europe", " ", "CEST+9"]) {
    assert.equal(findTimeZone(name), undefined, name);
  }
});

Deno.test("formatLocalTime() writes seconds only where there are some", () => {
  assert.equal(formatLocalTime(local("2026-12-24 08:00")), "2026-12-24 08:00");
  assert.equal(
    formatLocalTime(local("2026-12-24 08:00:05")),
    "2026-12-24 08:00:05",
  );
});
