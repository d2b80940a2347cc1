/** Milliseconds in each unit, the longest first: the order in which a duration is written. */
const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

const shape =
  /^(?:\d{1,9}d)?(?:\d{1,9}h)?(?:\d{1,9}m)?(?:\d{1,9}s)?(?:\d{1,9}ms)?$/;

/**
 * Reads "500ms", "30s", "5m", "24h", "2d" or "1h30m" as milliseconds; undefined when it is none of these.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseDuration("1h30m"), 5_400_000);
 * assert.equal(parseDuration("soon"), undefined);
 * ```
 */
export function parseDuration(text: string): number | undefined {
  if (text === "" || !shape.test(text)) return undefined;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([a-z]+)/g)) {
    const unitMs = units.find(([name]) => name === unit)?.[1] ?? 0;
    totalMs += Number(count) * unitMs;
  }
  return totalMs;
}

/** Writes whole milliseconds the way `parseDuration` reads them: 5_400_000 is "1h30m". */
export function formatDuration(durationMs: number): string {
  let text = "";
  let rest = durationMs;
  for (const [name, unitMs] of units) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${name}`;
    rest -= count * unitMs;
  }
  return text === "" ? "0s" : text;
}
