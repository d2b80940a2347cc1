import type { Clock, Timer } from "../model/mod.ts";
import type { Change, Store } from "../queue/mod.ts";
import type { Pulse } from "./pulse.ts";

/** What the housekeeper needs. What becomes of doubts may change: it is read where it is used. */
export interface HousekeeperOptions {
  readonly clock: Clock;
  readonly onUncertain: "resend" | "hold";
  readonly uncertainWaitMs: number;
  readonly changed: (change: Change) => void;
  /** Asks anew about what rules of time made wait: at the start, and when the clock was set back. */
  readonly reconsider: () => Promise<void>;
  /** Called after each round: there may be work again. */
  readonly ring: () => void;
  /** Waits out trouble with the database; throws what is none. */
  readonly trouble: (error: unknown) => Promise<void>;
  /** Where it notes how it gets on. */
  readonly pulse: Pulse;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What is due but cannot be sent now is looked at again this often. */
const overdueMs = 1000;
/** While anything waits, it is looked at at least this often: what was accepted since may expire sooner than what was known. */
const longestMs = 60_000;
const rowsAtOnce = 500;
/** The wall clock was set when it has moved by more than this against the other. */
const settingMs = 1000;

/**
 * Moves what time has overtaken: expired, uncertain and abandoned deliveries. One loop, which sleeps until the store has something
 * due.
 */
export class Housekeeper {
  readonly #store: Store;
  readonly #options: HousekeeperOptions;
  #alarm: { readonly timer: Timer; readonly at: number } | undefined;
  /** Ends the pause; undefined while a round is under way. */
  #resume: (() => void) | undefined;

  /** Wall clock less the monotonic one, as last seen. */
  #offset: number;

  constructor(store: Store, options: HousekeeperOptions) {
    this.#store = store;
    this.#options = options;
    const { clock } = options;
    this.#offset = clock.now() - clock.monotonic();
  }

  /** Works until the signal aborts. */
  async run(): Promise<void> {
    const { signal, ring } = this.#options;
    const end = () => this.#resume?.();
    signal.addEventListener("abort", end);
    await this.#tried(this.#options.reconsider);
    while (!signal.aborted) {
      await this.#pause();
      if (signal.aborted) break;
      await this.#tried(() => this.#round());
      ring();
    }
    signal.removeEventListener("abort", end);
  }

  async #tried(work: () => Promise<void>): Promise<void> {
    const { pulse, trouble } = this.#options;
    pulse.beginRound();
    try {
      await work();
    } catch (error) {
      await trouble(error);
    } finally {
      pulse.endRound();
    }
  }

  /** To be called when something may be due sooner than known. */
  poke(): void {
    if (this.#resume !== undefined) this.#arm();
  }

  /** To be called when something new waits; cheaper than `poke`, since with an alarm set it is looked at soon enough; not so what nobody may send now, but may `soon`, when another pool stands in. */
  notice({ soon }: { readonly soon: boolean }): void {
    if (soon && this.#resume !== undefined) this.#armIn(overdueMs);
    if (this.#alarm === undefined) this.poke();
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resume = resolve;
    this.#arm();
    await promise;
    this.#resume = undefined;
    this.#alarm?.timer.cancel();
    this.#alarm = undefined;
  }

  #arm(): void {
    const { clock } = this.#options;
    const now = clock.now();
    const due = this.#store.nextDueAt();
    if (due === undefined) return;
    this.#armIn(due > now ? Math.min(due - now, longestMs) : overdueMs);
  }

  #armIn(wait: number): void {
    const { clock } = this.#options;
    const at = clock.monotonic() + wait;
    if (this.#alarm !== undefined && this.#alarm.at <= at) return;
    this.#alarm?.timer.cancel();
    this.#alarm = { at, timer: clock.after(wait, () => this.#resume?.()) };
  }

  // After a day without a modem there may be hundreds of thousands of rows; the commits in between let others work.
  async #round(): Promise<void> {
    const { clock, onUncertain, uncertainWaitMs, changed, pulse, signal } =
      this.#options;
    const now = clock.now();
    await this.#followClock(now);
    const resolveAt = now + uncertainWaitMs;
    const abandoned = await this.#store.recover({
      now,
      resolveAt,
      leasesUntil: now,
    });
    abandoned.forEach(changed);
    for (;;) {
      const limit = rowsAtOnce;
      const changes = await this.#store.sweep({ now, onUncertain, limit });
      changes.forEach(changed);
      pulse.beginRound();
      if (changes.length < limit || signal.aborted) return;
    }
  }

  /**
   * What was accepted or put off while the clock was ahead must not wait for that time to come again; and when it is set ahead, as a
   * machine without a battery does at its first contact with the network, no time has passed for an SMS that is being sent.
   */
  async #followClock(now: number): Promise<void> {
    const offset = now - this.#options.clock.monotonic();
    const ahead = offset - this.#offset;
    if (Math.abs(ahead) > settingMs) await this.#store.followClock(now, ahead);
    if (ahead < -settingMs) await this.#options.reconsider();
    this.#offset = offset;
  }
}
