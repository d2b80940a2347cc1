import type { TimeZone } from "../model/mod.ts";

/** When a group's members are others, as the operator wrote it. */
export interface ScheduleOptions {
  /** A name in `[groups]`, in any case. */
  readonly group: string;
  /** Days on which a shift begins: "mon" to "sun", and ranges such as "mon-fri" or "sat-sun"; empty: all. */
  readonly days: readonly string[];
  /** "08:00". */
  readonly from: string;
  /** "17:00"; "24:00" is midnight. At or before `from`: on the next day. */
  readonly to: string;
  /** Names and numbers in canonical form, as in a group. */
  readonly members: readonly string[];
}

/** When shifts are, by the clocks of no particular zone. */
export interface Shifts {
  /** The days on which one begins, 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Minutes of the day, `from` below 1440; `to` is above `from` and may lie in the next day. */
  readonly from: number;
  readonly to: number;
}

/** What a schedule's options hold, or everything that is wrong with them. */
export type ShiftsReading =
  | { readonly kind: "shifts"; readonly shifts: Shifts }
  | { readonly kind: "wrong"; readonly faults: readonly ShiftFault[] };

/** One option that cannot be read. */
export interface ShiftFault {
  readonly option: "days" | "from" | "to";
  /** A clause to stand behind the option's name. */
  readonly text: string;
}

/** What a schedule says of a moment. */
export interface Duty {
  readonly active: boolean;
  /** The next moment, wall milliseconds, at which that may change; undefined when it never will. */
  readonly until: number | undefined;
}

const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const dayMinutes = 1440;

/** Reads days and times. */
export function readShifts(
  { days, from, to }: Pick<ScheduleOptions, "days" | "from" | "to">,
): ShiftsReading {
  const faults: ShiftFault[] = [];
  const weekdays = new Set<number>();
  for (const written of days.length === 0 ? ["sun-sat"] : days) {
    const read = readDays(written);
    for (const day of read ?? []) weekdays.add(day);
    if (read !== undefined) continue;
    const text = `holds ${JSON.stringify(written)}; ` +
      'it must be days such as "mon" or "mon-fri"';
    faults.push({ option: "days", text });
  }
  const begin = readMinutes(from);
  const end = readMinutes(to);
  if (begin === undefined || begin === dayMinutes) {
    faults.push({ option: "from", text: wrongTime(from, "23:59") });
  }
  if (end === undefined) {
    faults.push({ option: "to", text: wrongTime(to, "24:00") });
  }
  if (begin === undefined || end === undefined || faults.length > 0) {
    return { kind: "wrong", faults };
  }
  const shifts = {
    weekdays,
    from: begin,
    to: end <= begin ? end + dayMinutes : end,
  };
  return { kind: "shifts", shifts };
}

/**
 * Makes a function that tells whether somebody is on duty at a moment, wall milliseconds.
 *
 * Times are what the clocks of the zone show: a shift from 22:00 to 06:00 is an hour shorter in the night in which
 * clocks are put forward, and one longer in that in which they are put back. One that ends when another begins hands
 * over exactly once, also at a time that clocks show twice (the first counts) or never (the moment of the change does).
 */
export function createDuty(
  shifts: Shifts,
  zone: TimeZone,
): (at: number) => Duty {
  // An answer is good until the next change; a clock that is set back asks anew.
  let known: { readonly duty: Duty; readonly since: number } | undefined;
  const windowOn = rememberedWindows(shifts, zone);
  return (at) => {
    if (known !== undefined && known.since <= at && at < endOf(known.duty)) {
      return known.duty;
    }
    known = { duty: dutyAt(at, zone, windowOn), since: at };
    return known.duty;
  };
}

function endOf({ until }: Duty): number {
  return until ?? Infinity;
}

/** The shift that begins on a day, counted from 1970; undefined when none does, or clocks skip it. */
type WindowOn = (
  day: number,
) => { readonly from: number; readonly until: number } | undefined;

const dayMs = dayMinutes * 60_000;
const rememberedDays = 100;

function dutyAt(at: number, zone: TimeZone, windowOn: WindowOn): Duty {
  const { year, month, day } = zone.localAt(at);
  const today = Math.round(Date.UTC(year, month - 1, day) / dayMs);
  // A shift takes a day at most, and the next one begins within a week; if clocks skip that one, in the week after.
  for (let ahead = -2; ahead <= 15; ahead++) {
    const window = windowOn(today + ahead);
    if (window === undefined || window.until <= at) continue;
    return window.from <= at
      ? { active: true, until: window.until }
      : { active: false, until: window.from };
  }
  return { active: false, until: undefined };
}

// What clocks show is dear to find out, and whoever looks ahead asks about the same days again and again.
function rememberedWindows(shifts: Shifts, zone: TimeZone): WindowOn {
  const windows = new Map<number, ReturnType<WindowOn>>();
  return (day) => {
    if (windows.has(day)) return windows.get(day);
    if (windows.size >= rememberedDays) windows.clear();
    const window = windowOf(day, shifts, zone);
    windows.set(day, window);
    return window;
  };
}

function windowOf(
  day: number,
  shifts: Shifts,
  zone: TimeZone,
): ReturnType<WindowOn> {
  // 1970 began on a Thursday.
  if (!shifts.weekdays.has((day + 4) % 7)) return undefined;
  const moment = (minute: number) =>
    zone.momentOf({
      ...{ year: 1970, month: 1, day: 1 + day },
      ...{ hour: 0, minute, second: 0 },
    });
  const window = { from: moment(shifts.from), until: moment(shifts.to) };
  return window.from < window.until ? window : undefined;
}

function readDays(text: string): readonly number[] | undefined {
  const [first = "", last = first, ...rest] = text.toLowerCase().split("-");
  const begin = dayNames.indexOf(first.trim());
  const end = dayNames.indexOf(last.trim());
  if (begin < 0 || end < 0 || rest.length > 0) return undefined;
  const length = (end - begin + 7) % 7 + 1;
  return Array.from({ length }, (_, index) => (begin + index) % 7);
}

function readMinutes(text: string): number | undefined {
  const [, hours, minutes] = /^([0-9]{1,2}):([0-9]{2})$/.exec(text.trim()) ??
    [];
  const total = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= dayMinutes ? total : undefined;
}

function wrongTime(text: string, last: string): string {
  return `is ${
    JSON.stringify(text)
  }; it must be a time from "00:00" to "${last}"`;
}
