const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * Reads one day or a range of days, in any case: "mon" is [1], "sat-mon" is [6, 7, 1]; undefined when it is neither.
 * Days are numbered as in ISO 8601: Monday is 1, Sunday 7.
 */
export function parseDays(text: string): readonly number[] | undefined {
  const [first, last = first, ...rest] = text.toLowerCase().split("-")
    .map((name) => dayNames.indexOf(name.trim()));
  if (first === undefined || last === undefined || rest.length > 0) {
    return undefined;
  }
  if (first < 0 || last < 0) return undefined;
  const count = (last - first + 7) % 7 + 1;
  return Array.from({ length: count }, (_, at) => (first + at) % 7 + 1);
}

/**
 * Reads "08:00" or "8:00" as minutes since midnight, 480; "24:00" is the end of the day, 1440. Undefined when it is no
 * time of day.
 */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const minutes = Number(hour) * 60 + Number(minute);
  return minutes <= 24 * 60 ? minutes : undefined;
}
