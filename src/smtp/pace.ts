/** How far a message has come. */
export interface Progress {
  /** When it began, by `Clock.monotonic`. */
  readonly startedAt: number;
  /** How many bytes have come since. */
  readonly bytes: number;
  readonly now: number;
}

// A mail that is done within a minute holds nothing up, however slowly it comes.
const graceMs = 60_000;

/** Whether a message comes more slowly than so many bytes a second, its first minute aside; never when that is 0. */
export function isTooSlow(
  { startedAt, bytes, now }: Progress,
  minDataRate: number,
): boolean {
  const elapsedMs = now - startedAt;
  return elapsedMs > graceMs && bytes * 1_000 < minDataRate * elapsedMs;
}
