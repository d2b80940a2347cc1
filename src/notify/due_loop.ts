import type { Clock, Timer } from "../model/mod.ts";

/** What a loop does, and when. */
export interface DueLoopOptions {
  readonly clock: Clock;
  /** When there is something to do, wall milliseconds, also a past moment; undefined when nothing is known to come. */
  readonly nextAt: () => number | undefined;
  /** Does what is due. */
  readonly round: (signal: AbortSignal) => Promise<void>;
  /** Called when the wall clock was set back to `now`: what was put off while it was ahead need not wait for that time again. */
  readonly setBack: (now: number) => Promise<void>;
  /** Told of whatever any of them throws. */
  readonly failed: (error: unknown) => void;
}

/** What is due but could not be done is looked at again after this long; so is what failed. */
const shortestMs = 1_000;
/** The wall clock may be set while the loop sleeps. */
const longestMs = 60_000;
/** It was, when it has moved back by more than this against the other. */
const settingMs = 1_000;

/** Sleeps until something is due, does it, and sleeps again. Never rejects. */
export class DueLoop {
  readonly #options: DueLoopOptions;
  readonly #stopping = new AbortController();
  #alarm: { readonly timer: Timer; readonly at: number } | undefined;
  /** Ends the sleep; undefined while a round is under way. */
  #wake: (() => void) | undefined;
  #ended: Promise<void> = Promise.resolve();
  /** Wall clock less the monotonic one, as last seen. */
  #offset: number;

  constructor(options: DueLoopOptions) {
    this.#options = options;
    const { clock } = options;
    this.#offset = clock.now() - clock.monotonic();
  }

  /** Begins; what is due already is done at once. */
  start(): void {
    this.#ended = this.#run();
  }

  /** To be called when something may be due sooner than known. */
  poke(): void {
    if (this.#wake !== undefined) this.#arm();
  }

  /** Looks again within so many milliseconds; cheaper than `poke`, since nobody is asked when. */
  within(ms: number): void {
    if (this.#wake !== undefined) this.#set(ms);
  }

  /** Begins no further round; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake?.();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let least = 0;
    while (!signal.aborted) {
      await this.#sleep(least);
      if (signal.aborted) return;
      least = shortestMs;
      try {
        await this.#followClock();
        await this.#options.round(signal);
      } catch (error) {
        this.#options.failed(error);
      }
    }
  }

  async #followClock(): Promise<void> {
    const { clock, setBack } = this.#options;
    const now = clock.now();
    const offset = now - clock.monotonic();
    if (offset < this.#offset - settingMs) await setBack(now);
    this.#offset = offset;
  }

  async #sleep(leastMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    this.#arm(leastMs);
    await promise;
    this.#wake = undefined;
    this.#alarm?.timer.cancel();
    this.#alarm = undefined;
  }

  #arm(leastMs = 0): void {
    const { clock } = this.#options;
    const due = this.#nextAt();
    if (due === undefined) return;
    const wait = Math.min(Math.max(due - clock.now(), leastMs), longestMs);
    if (wait <= 0) return this.#wake?.();
    this.#set(wait);
  }

  #set(wait: number): void {
    const { clock } = this.#options;
    const at = clock.monotonic() + wait;
    if (this.#alarm !== undefined && this.#alarm.at <= at) return;
    this.#alarm?.timer.cancel();
    this.#alarm = { at, timer: clock.after(wait, () => this.#wake?.()) };
  }

  #nextAt(): number | undefined {
    const { clock, failed, nextAt } = this.#options;
    try {
      return nextAt();
    } catch (error) {
      failed(error);
      return clock.now() + longestMs;
    }
  }
}
