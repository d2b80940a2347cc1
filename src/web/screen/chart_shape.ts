import type { Series } from "../../desk/mod.ts";

/** The size of a drawing in pixels, with the room that its axes need. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly top: number;
  readonly right: number;
}

/** A line of a scale. */
export interface Tick {
  /** Its place in pixels, from the left or from the top. */
  readonly at: number;
  readonly value: number;
}

/** A bar of failures. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** All that is drawn; paths in the language of SVG. */
export interface ChartShape {
  readonly accepted: string;
  /** The same, closed along the base line. */
  readonly acceptedArea: string;
  readonly sent: string;
  readonly failed: readonly Bar[];
  readonly rows: readonly Tick[];
  readonly columns: readonly Tick[];
  /** The middle of each slot. */
  readonly middles: readonly number[];
  readonly base: number;
  /** Where a value lies from the top. */
  readonly heights: {
    readonly accepted: readonly number[];
    readonly sent: readonly number[];
  };
}

/** Draws a series into a rectangle. */
export function chartShape(series: Series, size: ChartSize): ChartShape {
  const { accepted, failed, sent } = series.counts;
  const count = Math.max(1, accepted.length);
  const inner = Math.max(1, size.width - size.left - size.right);
  const base = size.height - size.bottom;
  const scale = scaleOf(Math.max(0, ...accepted, ...sent, ...failed));
  const top = scale.at(-1) ?? 1;
  const slot = inner / count;
  const middles = accepted.map((_, at) =>
    rounded(size.left + slot * (at + 0.5))
  );
  const yOf = (value: number) =>
    rounded(base - (value / top) * (base - size.top));
  const heights = { accepted: accepted.map(yOf), sent: sent.map(yOf) };
  const line = curve(middles, heights.accepted);
  const [first = 0, last = 0] = [middles[0], middles.at(-1)];
  const bar = Math.max(1.5, Math.min(6, slot * 0.6));
  return {
    accepted: line,
    acceptedArea: line === ""
      ? ""
      : `${line}L${last} ${base}L${first} ${base}Z`,
    sent: curve(middles, heights.sent),
    failed: failed.flatMap((value, at) => {
      if (value === 0) return [];
      const x = rounded((middles[at] ?? 0) - bar / 2);
      // A single failure beside a thousand sent is to be seen too.
      const y = Math.min(yOf(value), base - 2);
      return [{ x, y, width: bar, height: rounded(base - y) }];
    }),
    rows: scale.map((value) => ({ value, at: yOf(value) })),
    columns: columnsOf(series, { left: size.left, inner }),
    middles,
    base,
    heights,
  };
}

/** Round numbers from 0 to the largest value or beyond; three to five of them, all whole. */
export function scaleOf(largest: number): readonly number[] {
  const rough = Math.max(1, largest) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    ([1, 2, 5, 10].find((it) => it * power >= rough) ?? 10) * power,
  );
  const count = Math.max(2, Math.ceil(largest / step));
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

const minuteMs = 60_000;
const columnSteps = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720]
  .map((it) => it * minuteMs);

/** Round times of the day along the axis, at least 56 pixels apart. */
function columnsOf(
  { counts, from, slotMs }: Series,
  { inner, left }: { readonly inner: number; readonly left: number },
): readonly Tick[] {
  const span = counts.accepted.length * slotMs;
  if (span === 0) return [];
  const most = Math.max(1, Math.floor(inner / 56));
  const step = columnSteps.find((it) => span / it <= most) ?? span;
  // Round by the clock on the wall, not by UTC.
  const zone = new Date(from).getTimezoneOffset() * minuteMs;
  const first = Math.ceil((from - zone) / step) * step + zone;
  const ticks: Tick[] = [];
  for (let value = first; value <= from + span; value += step) {
    ticks.push({ value, at: rounded(left + ((value - from) / span) * inner) });
  }
  return ticks;
}

/**
 * A line through all points that never swings beyond them: where the values are level or turn, it is level too (Fritsch
 * and Carlson's condition in its simplest form, all tangents flat).
 */
function curve(xs: readonly number[], ys: readonly number[]): string {
  let path = "";
  for (const [at, x] of xs.entries()) {
    const y = ys[at] ?? 0;
    if (at === 0) {
      path = `M${x} ${y}`;
      continue;
    }
    const half = rounded((x - (xs[at - 1] ?? 0)) / 2);
    const before = ys[at - 1] ?? 0;
    path += before === y
      ? `H${x}`
      : `C${rounded(x - half)} ${before} ${rounded(x - half)} ${y} ${x} ${y}`;
  }
  return path;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The slot nearest to a pixel from the left. */
export function slotAt(shape: ChartShape, x: number): number {
  let best = 0;
  for (const [at, middle] of shape.middles.entries()) {
    if (Math.abs(middle - x) < Math.abs((shape.middles[best] ?? 0) - x)) {
      best = at;
    }
  }
  return best;
}

/** The sums of a series. */
export function totalsOf({ counts }: Series) {
  const sum = (values: readonly number[]) =>
    values.reduce((total, each) => total + each, 0);
  return {
    accepted: sum(counts.accepted),
    sent: sum(counts.sent),
    failed: sum(counts.failed),
  };
}

/** The slots in which anything happened, the newest first: what a table shows. */
export function busySlots({ counts, from, slotMs }: Series) {
  return counts.accepted.map((accepted, at) => ({
    at: from + at * slotMs,
    accepted,
    sent: counts.sent[at] ?? 0,
    failed: counts.failed[at] ?? 0,
  })).filter((it) => it.accepted + it.sent + it.failed > 0).reverse();
}
