/**
 * A row of bars, one for each number or, where there is less room, for the sum of several; the highest is the full bar. `bars` goes from
 * nothing to full.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bars = ["·", "▁", "▄", "█"];
 * assert.equal(sparkline([0, 1, 6, 3], { bars, width: 4 }), "·▁█▄");
 * assert.equal(sparkline([0, 1, 6, 3], { bars, width: 2 }), "▁█");
 * ```
 */
export function sparkline(
  numbers: readonly number[],
  { bars, width }: { readonly bars: readonly string[]; readonly width: number },
): string {
  if (width < 1 || numbers.length === 0) return "";
  const share = Math.ceil(numbers.length / width);
  const sums: number[] = [];
  // From the end, so that the newest bar is whole.
  for (let end = numbers.length; end > 0; end -= share) {
    const part = numbers.slice(Math.max(0, end - share), end);
    sums.unshift(part.reduce((sum, it) => sum + it, 0));
  }
  const most = Math.max(...sums);
  const full = bars.length - 1;
  return sums.map((it) =>
    bars[it === 0 ? 0 : Math.ceil(full * it / most)] ?? ""
  )
    .join("");
}
