/** So many within so long a time. */
export interface Rate {
  /** A whole number, at least 1. */
  readonly count: number;
  readonly per: "minute" | "hour" | "day";
}

/**
 * Reads "20/minute", "200/hour" or "1000/day", with blanks around the slash or not; undefined when it is none of these.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseRate("20/minute"), { count: 20, per: "minute" });
 * assert.equal(parseRate("20/fortnight"), undefined);
 * ```
 */
export function parseRate(text: string): Rate | undefined {
  const [, digits, per] =
    /^([1-9]\d{0,8}) ?\/ ?(minute|hour|day)$/.exec(text) ?? [];
  switch (per) {
    case "minute":
    case "hour":
    case "day":
      return { count: Number(digits), per };
    default:
      return undefined;
  }
}
