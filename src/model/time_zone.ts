/** A date and a time of day as clocks on the wall show them, with no word about the zone. */
export interface LocalTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1; one beyond the month's end counts into the next month. */
  readonly day: number;
  /** From 0 to 24. */
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A zone of the IANA database, with its changes to summer time and back. */
export interface TimeZone {
  /** Such as "Europe/Stockholm". */
  readonly name: string;
  /** What clocks show at a moment, wall milliseconds. */
  localAt(at: number): LocalTime;
  /**
   * The moment at which clocks show a time, wall milliseconds. A time that they show twice, because they are put back,
   * is the first of the two; one that they skip, because they are put forward, is the moment at which they skip it.
   */
  momentOf(local: LocalTime): number;
}

const secondMs = 1000;
const dayMs = 86_400_000;

/**
 * Finds a zone by its IANA name, in any case; "" is the machine's own. Undefined when there is none of that name.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const zone = findTimeZone("Europe/Stockholm");
 * assert.equal(zone?.localAt(Date.UTC(2026, 6, 1)).hour, 2);
 * ```
 */
export function findTimeZone(name: string): TimeZone | undefined {
  const format = formatFor(name);
  if (format === undefined) return undefined;
  const localAt = (at: number) => read(format, at);
  const offsetAt = (at: number) =>
    asUtc(localAt(at)) - Math.floor(at / secondMs) * secondMs;
  return {
    name: format.resolvedOptions().timeZone,
    localAt,
    momentOf: (local) => momentOf(asUtc(local), offsetAt),
  };
}

/** Writes a time as people do: "2026-12-24 08:00", with seconds only if there are any. */
export function formatLocalTime(local: LocalTime): string {
  const written = new Date(asUtc(local)).toISOString().replace("T", " ");
  return written.slice(0, local.second === 0 ? 16 : 19);
}

function formatFor(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en", {
      ...(name === "" ? {} : { timeZone: name }),
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function read(format: Intl.DateTimeFormat, at: number): LocalTime {
  const local = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(at)) {
    switch (type) {
      case "year":
      case "month":
      case "day":
      case "hour":
      case "minute":
      case "second":
        local[type] = Number(value);
    }
  }
  return local;
}

/** The moment at which clocks in Greenwich show a time. */
function asUtc({ year, month, day, hour, minute, second }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function momentOf(wall: number, offsetAt: (at: number) => number): number {
  // No zone is more than a day from Greenwich, and none changes its offset twice in two days.
  const before = offsetAt(wall - dayMs);
  const after = offsetAt(wall + dayMs);
  if (offsetAt(wall - before) === before) return wall - before;
  if (offsetAt(wall - after) === after) return wall - after;
  let old = (wall - Math.max(before, after)) / secondMs;
  let changed = (wall - Math.min(before, after)) / secondMs;
  while (changed - old > 1) {
    const middle = Math.floor((old + changed) / 2);
    if (offsetAt(middle * secondMs) === before) old = middle;
    else changed = middle;
  }
  return changed * secondMs;
}
