/** A stretch of time over which is counted, and the steps in which it moves on. */
export interface Window {
  readonly lengthMs: number;
  /** Divides the length. */
  readonly stepMs: number;
}

/** The windows that a rate can name. A day moves on by quarters of an hour: 96 numbers, however much is counted. */
export const windows = {
  minute: { lengthMs: 60_000, stepMs: 1_000 },
  hour: { lengthMs: 3_600_000, stepMs: 60_000 },
  day: { lengthMs: 86_400_000, stepMs: 900_000 },
} as const satisfies Readonly<Record<string, Window>>;

/** At most so many in any minute, hour or day: not the calendar's, but any that long. */
export interface Rate {
  readonly count: number;
  readonly per: keyof typeof windows;
}

const shape = /^\s*([1-9][0-9]{0,8})\s*\/\s*(minute|hour|day)\s*$/i;

/** Reads "20/minute", "200/hour" or "1000/day", from 1 to 999999999; undefined when it is none of these. */
export function parseRate(text: string): Rate | undefined {
  const [, count, per] = shape.exec(text) ?? [];
  switch (per?.toLowerCase()) {
    case "minute":
      return { count: Number(count), per: "minute" };
    case "hour":
      return { count: Number(count), per: "hour" };
    case "day":
      return { count: Number(count), per: "day" };
    default:
      return undefined;
  }
}

/** Writes a rate the way `parseRate` reads it. */
export function formatRate({ count, per }: Rate): string {
  return `${count}/${per}`;
}
