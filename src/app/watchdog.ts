import type { Clock, Timer } from "../model/mod.ts";
import { hangOf, type LifeSigns } from "./hang.ts";

/** What a watchdog looks at, and whom it tells. */
export interface WatchdogOptions {
  readonly clock: Clock;
  readonly everyMs: number;
  /** Asks the queue for a write that changes nothing; however it ends, it has answered. */
  readonly askStore: () => Promise<unknown>;
  readonly signs: () => Omit<LifeSigns, "storeAskedAt">;
  /** Called each time that all is well. */
  readonly alive: () => void;
  /** Why it is not called any more, once. */
  readonly hangs: (reason: string) => void;
}

/**
 * Says regularly that the appliance lives, and falls silent when it hangs, so that the service manager starts it anew. That the event
 * loop turns is shown by its timer, which fires at all.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: Timer | undefined;
  #askedAt: number | undefined;
  #hung = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#look();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    const { alive, clock, everyMs, hangs, signs } = this.#options;
    this.#timer = clock.after(everyMs, () => this.#look());
    const known = { ...signs(), storeAskedAt: this.#askedAt };
    const reason = hangOf(known, clock.monotonic());
    if (reason === undefined) alive();
    else if (!this.#hung) hangs(reason);
    this.#hung = reason !== undefined;
    if (this.#askedAt === undefined) this.#ask();
  }

  #ask(): void {
    const { askStore, clock } = this.#options;
    this.#askedAt = clock.monotonic();
    const answered = () => {
      this.#askedAt = undefined;
    };
    askStore().then(answered, answered);
  }
}
