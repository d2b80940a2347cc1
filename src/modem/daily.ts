import type { Clock, Timer, TimeZone } from "../model/mod.ts";

/** Timers are not trusted for longer: the wall clock may be set meanwhile. */
const longestWaitMs = 3_600_000;

/** Calls somebody once a day, at a time of day by the clocks of a zone. */
export class Daily {
  readonly #clock: Clock;
  readonly #zone: TimeZone;
  readonly #minute: number;
  readonly #call: () => void;
  #timer: Timer | undefined;
  #at: number;
  #closed = false;

  /** `minute`: since midnight. */
  constructor(
    minute: number,
    call: () => void,
    { clock, zone }: { readonly clock: Clock; readonly zone: TimeZone },
  ) {
    this.#minute = minute;
    this.#call = call;
    this.#clock = clock;
    this.#zone = zone;
    this.#at = this.#next();
    this.#arm();
  }

  /** Calls nobody any more. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #next(): number {
    const now = this.#clock.now();
    const today = this.#zone.localAt(now);
    for (let ahead = 0;; ahead++) {
      const day = today.day + ahead;
      const time = { ...today, day, hour: 0, minute: this.#minute, second: 0 };
      const at = this.#zone.momentOf(time);
      if (at > now) return at;
    }
  }

  #arm(): void {
    if (this.#closed) return;
    const waitMs = Math.max(1, this.#at - this.#clock.now());
    this.#timer = this.#clock.after(Math.min(waitMs, longestWaitMs), () => {
      const due = this.#clock.now() >= this.#at;
      // A clock that was set far back must not put it off for as long.
      this.#at = this.#next();
      this.#arm();
      if (due) this.#call();
    });
  }
}
