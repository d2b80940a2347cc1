import type { Clock, Timer } from "../model/mod.ts";

/** The wall clock may be set, so it is looked at this often. */
const longestMs = 60_000;

/** Wakes one sleeper at a wall time, or earlier; never later than a minute once it is set. */
export class Sleeper {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #timer: { readonly timer: Timer; readonly at: number } | undefined;
  #wake: (() => void) | undefined;
  /** What was asked for while nobody slept. */
  #asked: number | undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Wakes at `at` already, if it would be later. */
  wakeAt(at: number): void {
    this.#asked = Math.min(this.#asked ?? Infinity, at);
    if (this.#wake !== undefined) this.#arm(at);
  }

  /** Sleeps until then; without a time until `wakeAt` says one. Ends at once when the signal aborts. */
  async sleepUntil(at: number | undefined): Promise<void> {
    if (this.#signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#wake = wake;
    this.#signal.addEventListener("abort", wake);
    const first = Math.min(at ?? Infinity, this.#asked ?? Infinity);
    if (first !== Infinity) this.#arm(first);
    await promise;
    this.#signal.removeEventListener("abort", wake);
    this.#wake = undefined;
    this.#asked = undefined;
    this.#timer?.timer.cancel();
    this.#timer = undefined;
  }

  #arm(at: number): void {
    const waitMs = Math.max(0, Math.min(at - this.#clock.now(), longestMs));
    const then = this.#clock.monotonic() + waitMs;
    if (this.#timer !== undefined && this.#timer.at <= then) return;
    this.#timer?.timer.cancel();
    const timer = this.#clock.after(waitMs, () => this.#wake?.());
    this.#timer = { at: then, timer };
  }
}
