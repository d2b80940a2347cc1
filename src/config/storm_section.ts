import * as v from "valibot";
import { parseDuration } from "./duration.ts";
import { duration, oneOf, parsed, yesOrNo } from "./field.ts";
import { rates } from "./policy_section.ts";

/** What `[storm]` takes where nothing is written: nothing is held back. */
export const stormDefaults = {
  window: "",
  first: "now",
  per_recipient: [],
  per_sender: [],
  when_over: "queue",
  breaker: "",
  breaker_rest: "1h",
  breaker_reminder: "30m",
  urgent_passes: true,
} as const;

/** So many SMS within so long a time. */
export interface BreakerRate {
  readonly count: number;
  readonly lengthMs: number;
}

/** The keys of `[storm]`. */
export const stormEntries = {
  window: v.optional(
    parsed(
      (it) => it === "" ? it : within(it, "1s", "24h"),
      'must be a duration from "1s" to "24h", such as "5m", or "" for none',
    ),
    stormDefaults.window,
  ),
  first: v.optional(oneOf(["now", "wait"]), stormDefaults.first),
  per_recipient: v.optional(rates, stormDefaults.per_recipient),
  per_sender: v.optional(rates, stormDefaults.per_sender),
  when_over: v.optional(
    oneOf(["queue", "merge", "refuse"]),
    stormDefaults.when_over,
  ),
  breaker: v.optional(
    parsed(
      parseBreaker,
      'must be a number of SMS and a time from "1s" to "24h", such as "200/10m", or "" for none',
    ),
    stormDefaults.breaker,
  ),
  breaker_rest: v.optional(duration("1s", "30d"), stormDefaults.breaker_rest),
  breaker_reminder: v.optional(
    duration("10s", "30d"),
    stormDefaults.breaker_reminder,
  ),
  urgent_passes: v.optional(yesOrNo(), stormDefaults.urgent_passes),
};

/**
 * Reads "200/10m": 200 SMS in ten minutes; "" is none.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseBreaker("200 / 10m"), { count: 200, lengthMs: 600_000 });
 * assert.equal(parseBreaker("200"), undefined);
 * ```
 */
export function parseBreaker(written: string): BreakerRate | "" | undefined {
  if (written === "") return written;
  const [, digits, time = ""] = /^([1-9]\d{0,5}) ?\/ ?(\w+)$/.exec(written) ??
    [];
  const lengthMs = within(time, "1s", "24h");
  return digits === undefined || lengthMs === undefined
    ? undefined
    : { count: Number(digits), lengthMs };
}

function within(
  written: string,
  least: string,
  most: string,
): number | undefined {
  const valueMs = parseDuration(written);
  const fits = valueMs !== undefined &&
    valueMs >= (parseDuration(least) ?? NaN) &&
    valueMs <= (parseDuration(most) ?? NaN);
  return fits ? valueMs : undefined;
}
