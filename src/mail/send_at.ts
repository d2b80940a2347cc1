import type { LocalTime, TimeZone } from "../model/mod.ts";

// ISO 8601, basic and extended, and what people make of it: another sign before the time, a dot in it.
const written = new RegExp(
  "^(?<year>[0-9]{4})-?(?<month>[0-9]{2})-?(?<day>[0-9]{2})[t_ -]" +
    "(?<hour>[0-9]{2}|[0-9](?=[:.]))[:.]?(?<minute>[0-9]{2})(?:[:.]?(?<second>[0-9]{2}))?" +
    "(?<offset>z|[+-][0-9]{2}:?[0-9]{2})?$",
  "i",
);

/**
 * Reads a date and a time, `2026-12-24T0800` or any of `20261224T0800`, `2026-12-24T08:00:30`, `2026-12-24-8:00`, by
 * the clocks of a zone, unless `Z` or an offset such as `+0100` stands behind. Gives wall milliseconds; undefined when
 * it is no time of any day. A time that clocks show twice is the first of the two, one that they skip is the moment of
 * the change.
 */
export function readTime(text: string, zone: TimeZone): number | undefined {
  const groups = written.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { year, month, day, hour, minute, second = "0", offset } = groups;
  const local: LocalTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  if (!isTime(local)) return undefined;
  if (offset === undefined) return zone.momentOf(local);
  const offsetMs = readOffset(offset);
  return offsetMs === undefined ? undefined : asUtc(local) - offsetMs;
}

function isTime(local: LocalTime): boolean {
  const { year, month, day, hour, minute, second } = local;
  // Date.UTC takes years below 100 for those of the last century.
  if (year < 100 || hour > 23 || minute > 59 || second > 59) return false;
  const date = new Date(asUtc(local));
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

function asUtc({ year, month, day, hour, minute, second }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function readOffset(text: string): number | undefined {
  const digits = text.replaceAll(/[^0-9]/g, "");
  if (digits === "") return 0;
  const minutes = Number(digits.slice(2));
  const total = Number(digits.slice(0, 2)) * 60 + minutes;
  if (minutes > 59 || total > 14 * 60) return undefined;
  return (text.startsWith("-") ? -total : total) * 60_000;
}
