import type { LocalClock } from "./address_options.ts";
import { readTime } from "./send_at.ts";

/** What an expiry field says: a moment, or so long after the SMS is due. */
export type WrittenLimit =
  | { readonly kind: "at"; readonly at: number }
  | { readonly kind: "after"; readonly afterMs: number };

const months = [
  ...["jan", "feb", "mar", "apr", "may", "jun"],
  ...["jul", "aug", "sep", "oct", "nov", "dec"],
];

// RFC 5322 §4.3: the zones that have a name in old mails, and that of RFC 3339.
const namedOffsets: Readonly<Record<string, string>> = {
  z: "Z",
  ut: "Z",
  utc: "Z",
  gmt: "Z",
  est: "-0500",
  edt: "-0400",
  cst: "-0600",
  cdt: "-0500",
  mst: "-0700",
  mdt: "-0600",
  pst: "-0800",
  pdt: "-0700",
};

const clockTime =
  "(?<hour>[0-9]{1,2})[:.](?<minute>[0-9]{2})(?:[:.](?<second>[0-9]{2})(?:[.,][0-9]+)?)?";
const offset = "(?: uhr| ?(?<zone>z|[a-z]{2,3}|[+-][0-9]{2}(?::?[0-9]{2})?))?";
const shapes = [
  // ISO 8601 and RFC 3339, also with slashes.
  `(?<year>[0-9]{4})([-/])(?<month>[0-9]{2})\\2(?<day>[0-9]{2})(?:t|,? |_)${clockTime}${offset}`,
  // RFC 5322 §3.3.
  `(?:[a-z]{3,9},? )?(?<day>[0-9]{1,2}) (?<name>[a-z]{3})[a-z]*\\.? (?<year>[0-9]{4}),? ${clockTime}${offset}`,
  // The day first, as everywhere where dots stand between.
  `(?<day>[0-9]{1,2})\\. ?(?<month>[0-9]{1,2})\\. ?(?<year>[0-9]{4}),? ${clockTime}${offset}`,
].map((shape) => new RegExp(`^${shape}$`, "i"));

const dayTime = new RegExp(
  `^(?:(?<word>today|tomorrow),? (?:at )?|at )?${clockTime}$`,
  "i",
);
const delay =
  /^(?:in |\+ ?)?(?:[0-9]{1,6} ?(?:d|days?|h|hours?|hrs?|m|mins?|minutes?|s|secs?|seconds?)(?:,? (?:and )?)?)+$/i;
const unitsMs: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

/**
 * Reads a moment as people and programs write it: as in an address, `2026-12-24 08:00:00 +01:00`,
 * `Thu, 24 Dec 2026 08:00:00 +0100`, `24.12.2026 8:00`, `08:00` (the next time that clocks show it), `tomorrow 8:00`, `now`, `in 2 hours`,
 * `1h30m`, `@1798095600`. What names no zone goes by the clocks of the zone. Gives wall milliseconds; undefined when it can mean nothing, or
 * two things: `12/11/2026`.
 */
export function readMoment(
  text: string,
  { zone, clock }: LocalClock,
): number | undefined {
  const written = tidied(text);
  const now = clock.now();
  if (/^now$/i.test(written)) return now;
  const delayMs = readDelay(written);
  if (delayMs !== undefined) return now + delayMs;
  const [, unixSeconds] = /^@?([0-9]{10})$/.exec(written) ?? [];
  if (unixSeconds !== undefined) return Number(unixSeconds) * 1000;
  return readTime(isoOf(written), zone) ??
    readDayTime(written, { zone, clock });
}

/** Reads how long something may take: as `readMoment`, but a span counts from the moment at which the SMS is due. */
export function readLimit(
  text: string,
  localClock: LocalClock,
): WrittenLimit | undefined {
  const afterMs = readDelay(tidied(text));
  if (afterMs !== undefined) return { kind: "after", afterMs };
  const at = readMoment(text, localClock);
  return at === undefined ? undefined : { kind: "at", at };
}

// Comments (RFC 5322 §3.2.2) name the zone once more: "+0100 (CET)".
function tidied(text: string): string {
  return text.replaceAll(/\([^()]*\)/g, " ").trim().replaceAll(/\s+/g, " ");
}

function readDelay(written: string): number | undefined {
  if (!delay.test(written)) return undefined;
  let totalMs = 0;
  for (const [, count, unit] of written.matchAll(/([0-9]+) ?([a-z])/gi)) {
    totalMs += Number(count) * (unitsMs[unit?.toLowerCase() ?? ""] ?? 0);
  }
  return totalMs;
}

/** The same moment as addresses have it, where it is written in another way. */
function isoOf(written: string): string {
  for (const shape of shapes) {
    const groups = shape.exec(written)?.groups;
    if (groups === undefined) continue;
    const { year = "", day = "", hour = "", minute = "", second = "00" } =
      groups;
    const month = groups["month"] ?? monthOf(groups["name"] ?? "");
    const zone = offsetOf(groups["zone"] ?? "");
    const date = `${year}-${two(month)}-${two(day)}`;
    return `${date}T${two(hour)}:${minute}:${second}${zone}`;
  }
  return written;
}

function monthOf(name: string): string {
  return String(months.indexOf(name.toLowerCase()) + 1);
}

// A name that is in no table stays, and makes the whole unreadable: by what clocks, nobody knows.
function offsetOf(zone: string): string {
  const known = namedOffsets[zone.toLowerCase()];
  if (known !== undefined) return known;
  return /^[+-][0-9]{2}$/.test(zone) ? `${zone}00` : zone;
}

function readDayTime(
  written: string,
  { zone, clock }: LocalClock,
): number | undefined {
  const groups = dayTime.exec(written)?.groups;
  if (groups === undefined) return undefined;
  const { word = "", hour = "", minute = "", second = "00" } = groups;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return undefined;
  }
  const now = clock.now();
  const today = {
    ...zone.localAt(now),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  const at = zone.momentOf(today);
  const next = () => zone.momentOf({ ...today, day: today.day + 1 });
  switch (word.toLowerCase()) {
    case "today":
      return at;
    case "tomorrow":
      return next();
    default:
      return at > now ? at : next();
  }
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}
