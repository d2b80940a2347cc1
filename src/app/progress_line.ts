import { cutToWidth } from "./text_width.ts";

/** How far long work has come. */
export interface ProgressFacts {
  /** What is done: "written", "kills". */
  readonly what: string;
  readonly done: number;
  /** How many there are; undefined where nobody knows. */
  readonly total?: number | undefined;
  readonly elapsedMs: number;
  /** What it is at, behind the figures. */
  readonly note?: string | undefined;
}

const barWidth = 24;

/**
 * Long work in one line: a bar and the share where the total is known, the count, the rate, and how long it will go on at that rate.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const line = progressLine({ what: "deliveries", done: 500, total: 2000, elapsedMs: 10_000 }, 80);
 * assert.equal(line, "██████··················  25 % 500 of 2000 deliveries, 50 a second, 30 s left");
 * ```
 */
export function progressLine(
  { what, done, total, elapsedMs, note }: ProgressFacts,
  width: number,
): string {
  const rate = elapsedMs > 0 ? done / (elapsedMs / 1_000) : 0;
  const known = total !== undefined && total > 0;
  const share = known ? Math.min(1, done / total) : 0;
  const full = Math.floor(barWidth * share);
  const bar = "█".repeat(full) + "·".repeat(barWidth - full);
  const percent = `${Math.floor(100 * share)}`.padStart(3);
  const figures = [
    known ? `${done} of ${total} ${what}` : `${done} ${what}`,
    ...(rate > 0 ? [rateText(rate)] : []),
    ...(known && rate > 0 && done < total
      ? [`${spanText((total - done) / rate)} left`]
      : []),
    ...(note === undefined ? [] : [note]),
  ].join(", ");
  const line = known ? `${bar} ${percent} % ${figures}` : figures;
  return cutToWidth(line, width);
}

function rateText(rate: number): string {
  if (rate >= 10) return `${Math.round(rate)} a second`;
  if (rate >= 0.1) return `${rate.toFixed(1)} a second`;
  return `${(rate * 60).toFixed(1)} a minute`;
}

function spanText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
