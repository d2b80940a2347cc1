/** How far each modem of a pool has come: what it has sent, divided by its weight. */
export type Progress = ReadonlyMap<string, number>;

/** Shares by the names of modems; each greater than 0. */
export type Weights = ReadonlyMap<string, number>;

/** A modem that was busy or away has no claim to more than this many turns at once of the slowest. */
const mostBehind = 4;

/** Where a modem would be after one SMS more: the least goes next. */
function afterNext(modem: string, progress: Progress, weights: Weights) {
  return (progress.get(modem) ?? 0) + 1 / (weights.get(modem) ?? 1);
}

/**
 * Puts modems into the order in which they shall be given work; of equals the first stays first.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const weights = new Map([["a", 1], ["b", 3]]);
 * assert.deepEqual(inTurn(["a", "b"], new Map(), weights), ["b", "a"]);
 * ```
 */
export function inTurn(
  modems: readonly string[],
  progress: Progress,
  weights: Weights,
): readonly string[] {
  return modems.toSorted((a, b) =>
    afterNext(a, progress, weights) - afterNext(b, progress, weights)
  );
}

/** Whether a modem is so far ahead that another one comes first. */
export function isAhead(
  modem: string,
  others: readonly string[],
  { progress, weights }: {
    readonly progress: Progress;
    readonly weights: Weights;
  },
): boolean {
  const own = afterNext(modem, progress, weights);
  // Sums of thirds are not exact.
  return others.some((it) =>
    afterNext(it, progress, weights) < own - 1e-9 && it !== modem
  );
}

/** Books so many SMS of a modem. Whoever has fallen far behind meanwhile is brought up, so that it is not given all that comes. */
export function booked(
  progress: Progress,
  weights: Weights,
  sent: { readonly modem: string; readonly count: number },
): Progress {
  const weight = weights.get(sent.modem) ?? 1;
  const next = (progress.get(sent.modem) ?? 0) + sent.count / weight;
  const least = Math.min(...weights.values());
  const floor = Math.max(next, ...progress.values()) - mostBehind / least;
  const all = new Map(
    [...weights.keys()].map((it) => [
      it,
      Math.max(progress.get(it) ?? 0, floor),
    ]),
  );
  return all.set(sent.modem, next);
}
