import type { Clock, Timer } from "../../model/mod.ts";

/**
 * One deadline that is moved all the time and hardly ever passes. The clock's timer is left alone while it fires early
 * enough: it then looks whether the deadline has moved, and waits for the rest.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #passed: () => void;
  #timer: Timer | undefined;
  #timerAt = 0;
  #at: number | undefined;

  constructor(clock: Clock, passed: () => void) {
    this.#clock = clock;
    this.#passed = passed;
  }

  /** Calls `passed` once after `delayMs`, unless the deadline is moved or disarmed before. */
  arm(delayMs: number): void {
    this.#at = this.#clock.monotonic() + delayMs;
    if (this.#timer && this.#timerAt <= this.#at) return;
    this.#timer?.cancel();
    this.#wait(delayMs);
  }

  /** There is no deadline any more. The clock's timer may go on and then finds nothing to do. */
  disarm(): void {
    this.#at = undefined;
  }

  /** Disarms for good, the clock's timer included. */
  close(): void {
    this.#at = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(delayMs: number): void {
    this.#timerAt = this.#clock.monotonic() + delayMs;
    this.#timer = this.#clock.after(delayMs, () => this.#fired());
  }

  #fired(): void {
    this.#timer = undefined;
    if (this.#at === undefined) return;
    const restMs = this.#at - this.#clock.monotonic();
    if (restMs > 0) return this.#wait(restMs);
    this.#at = undefined;
    this.#passed();
  }
}
