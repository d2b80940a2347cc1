import type { Clock, Timer } from "../../src/model/mod.ts";

/** A clock that knows whether anybody who was given it sleeps. */
export class SleepWatch implements Clock {
  readonly #clock: Clock;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many sleeps are under way. */
  get count(): number {
    return this.#count;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  random(): number {
    return this.#clock.random();
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.#clock.after(delayMs, callback);
  }

  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    this.#count += 1;
    try {
      await this.#clock.sleep(delayMs, signal);
    } finally {
      this.#count -= 1;
    }
  }
}
