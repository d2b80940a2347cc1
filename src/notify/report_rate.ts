/** So many reports within so long a time. */
export interface ReportRate {
  readonly count: number;
  readonly per: "minute" | "hour" | "day";
}

const lengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** How far back reports count, milliseconds; 0 without any rate. */
export function rateWindowMs(rates: readonly ReportRate[]): number {
  return Math.max(0, ...rates.map((it) => lengths[it.per]));
}

/**
 * Whether one more report may go to somebody who had others at these times: `last` when it is the last one for now, `none` with the rate that
 * stands in the way when not.
 */
export function allowance(
  times: readonly number[],
  rates: readonly ReportRate[],
  now: number,
):
  | { readonly kind: "free" | "last" }
  | { readonly kind: "none"; readonly rate: ReportRate } {
  let last = false;
  for (const rate of rates) {
    const since = now - lengths[rate.per];
    const had = times.filter((at) => at > since).length;
    if (had >= rate.count) return { kind: "none", rate };
    last ||= had + 1 === rate.count;
  }
  return { kind: last ? "last" : "free" };
}
