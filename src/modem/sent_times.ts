import type { Clock } from "../model/mod.ts";
import { memoryMs } from "./limits.ts";

interface Sms {
  /** What the clock said, wall milliseconds; undefined for one of this process, whose age is known for certain. */
  readonly at: number | undefined;
  /** When it had surely been sent, monotonic. */
  readonly by: number;
}

/**
 * When SMS may have gone out, by the wall clock as it is now, however often that is set: those of this process by their age, those
 * of an earlier one by its clock, but none later than it was read. So neither a machine that starts with a wrong time nor one that
 * is put right forgives or prolongs anything.
 */
export class SentTimes {
  readonly #clock: Clock;
  #sms: Sms[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes these instead of all before; wall milliseconds, ascending. */
  load(times: readonly number[]): void {
    const by = this.#clock.monotonic();
    this.#sms = times.map((at) => ({ at, by }));
  }

  /** Adds one that is about to go out; what is returned takes it back. */
  add(): () => void {
    const by = this.#clock.monotonic();
    const sms = { at: undefined, by };
    const fresh = this.#sms.findIndex((it) => it.by > by - memoryMs);
    if (fresh !== 0) this.#sms.splice(0, fresh < 0 ? Infinity : fresh);
    this.#sms.push(sms);
    return () => {
      const index = this.#sms.lastIndexOf(sms);
      if (index >= 0) this.#sms.splice(index, 1);
    };
  }

  /** Wall milliseconds, ascending, as of an array. */
  at(index: number): number | undefined {
    const sms = this.#sms.at(index);
    if (sms === undefined) return undefined;
    const age = this.#clock.monotonic() - sms.by;
    const latest = Math.round(this.#clock.now() - age);
    return Math.min(sms.at ?? latest, latest);
  }
}
