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

// A burst excuses as long a silence as any client is allowed, not hours of dripping.
const mostAheadMs = 300_000;

/** Watches how quickly one message of a connection after the other comes. */
export class Pace {
  readonly #minDataRate: number;
  #startedAt = 0;
  #bytes = 0;

  /** `minDataRate`: in bytes a second; 0 for no limit. */
  constructor(minDataRate: number) {
    this.#minDataRate = minDataRate;
  }

  /** A message begins. */
  begin(now: number): void {
    this.#startedAt = now;
    this.#bytes = 0;
  }

  /** So many bytes have come. */
  add(count: number, now: number): void {
    const aheadMs = now - this.#startedAt + mostAheadMs;
    const most = this.#minDataRate * aheadMs / 1_000;
    this.#bytes = Math.min(this.#bytes + count, most);
  }

  /** Whether too few have. */
  isTooSlow(now: number): boolean {
    const progress = { startedAt: this.#startedAt, bytes: this.#bytes, now };
    return isTooSlow(progress, this.#minDataRate);
  }
}
