import type { Clock, Timer } from "../model/mod.ts";

/** Something that must not go on for ever. */
export interface Expiring {
  /** When it expires, by `Clock.monotonic`; may be moved at any time, but not closer than the period of its watch. */
  readonly deadlineAt: number;
  /** Called when the deadline has passed, and again a period later if it still has not gone. */
  expire(): void;
}

/**
 * Watches many deadlines with one timer. A connection moves its deadline with each command by setting a number; only
 * the watch sets timers, a few in a period, however busy the connections are.
 */
export class Deadlines {
  readonly #watched: () => Iterable<Expiring>;
  readonly #clock: Clock;
  #periodMs: number;
  #timer: Timer | undefined;
  /** When that fires, by `Clock.monotonic`. */
  #dueAt = 0;

  /** `periodMs`: the shortest time between moving a deadline and its moment. */
  constructor(
    watched: () => Iterable<Expiring>,
    options: { readonly clock: Clock; readonly periodMs: number },
  ) {
    this.#watched = watched;
    this.#clock = options.clock;
    this.#periodMs = options.periodMs;
  }

  /** To be called when something new is to be watched. */
  start(): void {
    if (this.#timer === undefined) this.#arm(this.#periodMs);
  }

  /** Watches with another period from now on: the shortest of what is new; what is watched already moves no closer. */
  follow(periodMs: number): void {
    this.#periodMs = periodMs;
    const isSoon = this.#dueAt <= this.#clock.monotonic() + periodMs;
    if (this.#timer === undefined || isSoon) return;
    this.stop();
    this.start();
  }

  /** Ends the watch. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #check(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    let next = now + this.#periodMs;
    let any = false;
    for (const one of [...this.#watched()]) {
      any = true;
      if (one.deadlineAt <= now) one.expire();
      else next = Math.min(next, one.deadlineAt);
    }
    if (!any) return;
    this.#arm(next - now);
  }

  #arm(delayMs: number): void {
    this.#dueAt = this.#clock.monotonic() + delayMs;
    this.#timer = this.#clock.after(delayMs, () => this.#check());
  }
}
