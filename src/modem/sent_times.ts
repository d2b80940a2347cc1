import type { Clock } from "../model/mod.ts";
import { memoryMs } from "./limits.ts";

interface Sms {
  /** What the clock said, wall milliseconds: as it is on record. */
  readonly at: number;
  /** When it had surely been sent, monotonic. */
  readonly by: number;
  /** Whether it is of this process, so that its age is known for certain. */
  readonly own: boolean;
}

/** One SMS that is about to go out. */
export interface Added {
  /** It did not go out after all. */
  readonly takeBack: () => void;
  /** Recorded times that are to be forgotten: those of SMS that are too old by now, though the record, of a wrong clock, denies it. */
  readonly outlived: readonly number[];
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
    this.#sms = times.map((at) => ({ at, by, own: false }));
  }

  /** Adds one that is recorded as sent at `at`. */
  add(at: number): Added {
    const by = this.#clock.monotonic();
    const sms = { at, by, own: true };
    const fresh = this.#sms.findIndex((it) => it.by > by - memoryMs);
    const old = this.#sms.splice(0, fresh < 0 ? this.#sms.length : fresh);
    this.#sms.push(sms);
    return {
      takeBack: () => {
        const index = this.#sms.lastIndexOf(sms);
        if (index >= 0) this.#sms.splice(index, 1);
      },
      outlived: old.filter((it) => it.at > at).map((it) => it.at),
    };
  }

  /** Wall milliseconds, ascending, as of an array. */
  at(index: number): number | undefined {
    const sms = this.#sms.at(index);
    if (sms === undefined) return undefined;
    const age = this.#clock.monotonic() - sms.by;
    const latest = Math.round(this.#clock.now() - age);
    return sms.own ? latest : Math.min(sms.at, latest);
  }
}
