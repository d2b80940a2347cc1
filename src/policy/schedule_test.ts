import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone, type TimeZone } from "../model/mod.ts";
import {
  createDuty,
  type Duty,
  readShifts,
  type ScheduleOptions,
} from "./schedule.ts";

type Written = Pick<ScheduleOptions, "days" | "from" | "to">;

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name);
  assert.ok(zone, name);
  return zone;
}

function dutyOf(written: Written, zone: string): (at: number) => Duty {
  const read = readShifts(written);
  assert.ok(read.kind === "shifts");
  return createDuty(read.shifts, zoneOf(zone));
}

/** Checks that the answer changes exactly at the moments given, first from idle to active. */
function checkShifts(
  written: Written,
  { zone, shifts }: {
    readonly zone: string;
    readonly shifts: readonly (readonly [string, string])[];
  },
): void {
  for (const [from, until] of shifts) {
    const [begin, end] = [Date.parse(from), Date.parse(until)];
    const duty = dutyOf(written, zone);
    const rows: readonly (readonly [number, boolean, number | undefined])[] = [
      [begin - 1, false, begin],
      [begin, true, end],
      [(begin + end) / 2, true, end],
      [end - 1, true, end],
    ];
    for (const [at, active, until] of rows) {
      assert.deepEqual(duty(at), { active, until }, new Date(at).toISOString());
    }
    assert.equal(duty(end).active, false);
  }
}

const workdays = { days: ["mon-fri"], from: "08:00", to: "17:00" };
const nights = { days: [], from: "22:00", to: "06:00" };

Deno.test("a shift is what the clocks of the zone say, in winter and in summer", () => {
  checkShifts(workdays, {
    zone: "Europe/Stockholm",
    shifts: [
      ["2026-01-05T07:00Z", "2026-01-05T16:00Z"],
      ["2026-07-06T06:00Z", "2026-07-06T15:00Z"],
    ],
  });
  checkShifts(workdays, {
    zone: "America/New_York",
    shifts: [
      ["2026-01-05T13:00Z", "2026-01-05T22:00Z"],
      ["2026-07-06T12:00Z", "2026-07-06T21:00Z"],
    ],
  });
});

Deno.test("a shift past midnight belongs to the day on which it begins", () => {
  checkShifts({ days: ["fri"], from: "22:00", to: "06:00" }, {
    zone: "Europe/Stockholm",
    shifts: [["2026-01-09T21:00Z", "2026-01-10T05:00Z"]],
  });
  checkShifts({ days: ["sat"], from: "09:00", to: "09:00" }, {
    zone: "Europe/Stockholm",
    shifts: [["2026-01-10T08:00Z", "2026-01-11T08:00Z"]],
  });
  checkShifts({ days: ["sat"], from: "00:00", to: "24:00" }, {
    zone: "Europe/Stockholm",
    shifts: [["2026-01-09T23:00Z", "2026-01-10T23:00Z"]],
  });
});

Deno.test("a night in which clocks change is an hour shorter or longer", () => {
  checkShifts(nights, {
    zone: "Europe/Stockholm",
    shifts: [
      ["2026-03-28T21:00Z", "2026-03-29T04:00Z"],
      ["2026-10-24T20:00Z", "2026-10-25T05:00Z"],
    ],
  });
  checkShifts(nights, {
    zone: "America/New_York",
    shifts: [
      ["2026-03-08T03:00Z", "2026-03-08T10:00Z"],
      ["2026-11-01T02:00Z", "2026-11-01T11:00Z"],
    ],
  });
});

Deno.test("shifts that meet at a time that comes twice or never hand over exactly once", () => {
  const rows = [
    ["Europe/Stockholm", "02:30", "2026-10-25T00:30Z"],
    ["Europe/Stockholm", "02:30", "2026-03-29T01:00Z"],
    ["America/New_York", "01:30", "2026-11-01T05:30Z"],
    ["America/New_York", "02:30", "2026-03-08T07:00Z"],
  ] as const;
  for (const [zone, time, moment] of rows) {
    const early = dutyOf({ days: [], from: "20:00", to: time }, zone);
    const late = dutyOf({ days: [], from: time, to: "12:00" }, zone);
    const change = Date.parse(moment);
    for (let minutes = -180; minutes <= 180; minutes++) {
      const at = change + minutes * 60_000;
      assert.equal(early(at).active, minutes < 0, `${zone} ${minutes}`);
      assert.equal(late(at).active, minutes >= 0, `${zone} ${minutes}`);
    }
  }
});

Deno.test("a shift that clocks skip is not held, and the next one is told", () => {
  const duty = dutyOf(
    { days: ["sun"], from: "02:10", to: "02:50" },
    "Europe/Stockholm",
  );
  assert.deepEqual(duty(Date.parse("2026-03-29T01:00Z")), {
    active: false,
    until: Date.parse("2026-04-05T00:10Z"),
  });
});

Deno.test("days are names and ranges, round the week's end too", () => {
  const days = (...days: readonly string[]) => {
    const read = readShifts({ days, from: "8:00", to: "9:00" });
    assert.ok(read.kind === "shifts");
    return [...read.shifts.weekdays].sort().join("");
  };
  assert.equal(days(), "0123456");
  assert.equal(days("mon-fri"), "12345");
  assert.equal(days("Sat", "SUN"), "06");
  assert.equal(days("fri-mon"), "0156");
  assert.equal(days("sat-sun", "wed"), "036");
  assert.equal(days("tue-tue"), "2");
});

Deno.test("readShifts() tells all that is wrong at once", () => {
  const faults = (written: Partial<Written>) => {
    const read = readShifts({ ...workdays, ...written });
    return read.kind === "wrong"
      ? read.faults.map(({ option, text }) => `${option} ${text}`)
      : [];
  };
  assert.deepEqual(
    faults({ days: ["monday", "fri"], from: "24:00", to: "5pm" }),
    [
      'days holds "monday"; it must be days such as "mon" or "mon-fri"',
      'from is "24:00"; it must be a time from "00:00" to "23:59"',
      'to is "5pm"; it must be a time from "00:00" to "24:00"',
    ],
  );
  for (const to of ["", "8", "08:60", "24:01", "25:00", "-1:00", "08:00:00"]) {
    assert.equal(faults({ to }).length, 1, to);
  }
  for (const day of ["", "-", "mon-", "mon-fri-sun", "mo"]) {
    assert.equal(faults({ days: [day] }).length, 1, day);
  }
});

Deno.test("a kept answer is the one that would be found anew, also when the clock is set back", () => {
  const time = fc.nat(1439).map((minute) =>
    `${Math.floor(minute / 60)}:${`${minute % 60}`.padStart(2, "0")}`
  );
  const days = fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
  const start = Date.parse("2026-03-20T00:00Z");
  const moments = fc.array(fc.nat(20 * 24 * 60), { maxLength: 20 });
  const zone = fc.constantFrom("Europe/Stockholm", "America/New_York");
  fc.assert(
    fc.property(days, time, time, zone, moments, (days, from, to, zone, at) => {
      const written = { days, from, to };
      const kept = dutyOf(written, zone);
      for (const moment of at.map((minutes) => start + minutes * 60_000)) {
        const found = kept(moment);
        assert.deepEqual(found, dutyOf(written, zone)(moment));
        const { active, until } = found;
        assert.ok(until !== undefined && until > moment);
        assert.equal(dutyOf(written, zone)(until - 1).active, active);
        // Twenty-four hours a day is a change from shift to shift.
        if (from !== to) {
          assert.notEqual(dutyOf(written, zone)(until).active, active);
        }
      }
    }),
  );
});
