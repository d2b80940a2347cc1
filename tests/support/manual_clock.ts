import { setImmediate } from "node:timers";
import type { Clock, Timer } from "../../src/model/mod.ts";

/** How a `ManualClock` begins. */
export interface ManualClockOptions {
  /** Wall time at the start, milliseconds since 1970; 2026-11-23T08:00:00Z when not given. */
  readonly nowMs?: number;
  /** Any integer: the same seed gives the same random numbers. */
  readonly seed?: number;
}

interface Pending {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * Time that stands still until a test moves it. `monotonic()` starts at 0; wall time runs with it, and `jump` sets it
 * alone, as NTP would.
 */
export class ManualClock implements Clock {
  readonly #pending: Pending[] = [];
  #elapsed = 0;
  #offset: number;
  #seed: number;

  constructor(options: ManualClockOptions = {}) {
    this.#offset = options.nowMs ?? Date.UTC(2026, 10, 23, 8);
    this.#seed = options.seed ?? 1;
  }

  /** In whole milliseconds, as the machine's own comes. */
  now(): number {
    return Math.floor(this.#offset + this.#elapsed);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /** The next number of the seed's series (mulberry32). */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  after(delayMs: number, callback: () => void): Timer {
    const entry = { at: this.#elapsed + Math.max(0, delayMs), callback };
    const later = this.#pending.findIndex(({ at }) => at > entry.at);
    this.#pending.splice(later < 0 ? this.#pending.length : later, 0, entry);
    return { cancel: () => this.#remove(entry) };
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = this.after(delayMs, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** How many timers wait to fire. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Milliseconds until the next timer is due, or undefined when none waits. */
  get nextInMs(): number | undefined {
    const next = this.#pending[0];
    return next && next.at - this.#elapsed;
  }

  /**
   * Moves time on by `ms`, firing what falls due in order, each at its own moment; timers set meanwhile count. Promises
   * that a timer resolves are followed before the next one fires.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.callback();
      await settle();
    }
    this.#elapsed = end;
  }

  /** Sets wall time to `nowMs`; timers and `monotonic()` do not notice. */
  jump(nowMs: number): void {
    this.#offset = nowMs - this.#elapsed;
  }

  #due(end: number): Pending | undefined {
    const next = this.#pending[0];
    return next && next.at <= end ? this.#pending.shift() : undefined;
  }

  #remove(entry: Pending): void {
    const index = this.#pending.indexOf(entry);
    if (index >= 0) this.#pending.splice(index, 1);
  }
}

/** Lets everything run that is ready to run: whole chains of promises, not one link. */
export function settle(): Promise<void> {
  return new Promise(soon);
}

// Up to Deno 2.4 `setImmediate` is a timer, which takes a millisecond or two; a message to oneself comes thirty times as soon.
const soon = Deno.version.deno.startsWith("2.4.")
  ? (resolve: () => void) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      port2.close();
      resolve();
    };
    port2.postMessage(undefined);
  }
  : (resolve: () => void) => void setImmediate(resolve);
