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

/** A column that stands on the base line. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** All that is drawn; paths in the language of SVG. */
export interface ChartShape {
  readonly accepted: readonly Bar[];
  /** A line over them. */
  readonly sent: string;
  readonly failed: readonly Bar[];
  readonly rows: readonly Tick[];
  readonly columns: readonly Tick[];
  /** The middle of each slot. */
  readonly middles: readonly number[];
  readonly slotWidth: number;
  readonly base: number;
  /** Where the line of what was sent lies in each slot, from the top. */
  readonly heights: readonly number[];
}

/** Draws a series into a rectangle. */
export function chartShape(series: Series, size: ChartSize): ChartShape {
  const { accepted, failed, sent } = series.counts;
  const count = Math.max(1, accepted.length);
  const inner = Math.max(1, size.width - size.left - size.right);
  const base = size.height - size.bottom;
  const scale = scaleOf(Math.max(0, ...accepted, ...sent, ...failed));
  const top = scale.at(-1) ?? 1;
  const slotWidth = inner / count;
  const middles = accepted.map((_, at) =>
    rounded(size.left + slotWidth * (at + 0.5))
  );
  const yOf = (value: number) =>
    rounded(base - (value / top) * (base - size.top));
  const barsOf = (values: readonly number[], width: number) =>
    values.flatMap((value, at) => {
      if (value === 0) return [];
      const x = rounded((middles[at] ?? 0) - width / 2);
      // One beside a thousand is to be seen too.
      const y = Math.min(yOf(value), base - 2);
      return [{ x, y, width, height: rounded(base - y) }];
    });
  const heights = sent.map(yOf);
  return {
    accepted: barsOf(accepted, rounded(Math.max(1.5, slotWidth * 0.7))),
    sent: smoothLine(middles, heights),
    failed: barsOf(failed, rounded(Math.max(1.5, slotWidth * 0.3))),
    rows: scale.map((value) => ({ value, at: yOf(value) })),
    columns: columnsOf(series, { left: size.left, inner }),
    ...{ middles, slotWidth, base, heights },
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
 * A smooth line through points at equal distances that never swings beyond them: each tangent is the harmonic mean of the
 * slopes beside it, and level where they turn (Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 1984).
 */
function smoothLine(xs: readonly number[], ys: readonly number[]): string {
  const [x0, y0] = [xs[0], ys[0]];
  if (x0 === undefined || y0 === undefined) return "";
  const slopes = ys.slice(1).map((y, at) => y - (ys[at] ?? y));
  const tangents = ys.map((_, at) => {
    const [before = 0, behind = 0] = [slopes[at - 1], slopes[at]];
    return before * behind <= 0 ? 0 : (2 * before * behind) / (before + behind);
  });
  const parts = xs.slice(1).map((x, at) => {
    const [from = x, y = 0, to = 0] = [xs[at], ys[at], ys[at + 1]];
    const third = (x - from) / 3;
    const first = y + (tangents[at] ?? 0) / 3;
    const second = to - (tangents[at + 1] ?? 0) / 3;
    const points = [from + third, first, x - third, second, x, to];
    return `C${points.map(rounded).join(" ")}`;
  });
  return `M${x0} ${y0}${parts.join("")}`;
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
