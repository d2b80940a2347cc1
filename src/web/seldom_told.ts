import type { Clock } from "../model/mod.ts";

const againMs = 60_000;
const most = 1_024;

/** Keeps what anybody can cause at will from filling the log: each thing is told once a minute. */
export class SeldomTold {
  readonly #clock: Clock;
  /** When each was told; the longest ago comes first. */
  readonly #told = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether it is to be told now; then it was. */
  now(what: string): boolean {
    const now = this.#clock.monotonic();
    const at = this.#told.get(what);
    if (at !== undefined && now - at < againMs) return false;
    this.#told.delete(what);
    const [oldest] = this.#told.keys();
    if (this.#told.size >= most && oldest !== undefined) {
      this.#told.delete(oldest);
    }
    this.#told.set(what, now);
    return true;
  }
}
