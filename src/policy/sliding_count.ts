import type { Window } from "./rate.ts";

/**
 * How much was counted in a window that moves on by steps.
 *
 * Law: what was counted at a moment weighs for at least the window's length and at most one step longer. So whoever
 * never lets `used` pass n never has more than n in any stretch of that length, its ends included; and is hindered only
 * if there were more than n in a stretch that is one step longer. One number a step is kept, whatever is counted.
 *
 * Times are milliseconds of a clock that never goes back.
 */
export class SlidingCount {
  readonly #stepMs: number;
  readonly #steps: number;
  /** The numbers of the steps in which something was counted, ascending; `#counts` has how much. */
  readonly #numbers: number[] = [];
  readonly #counts: number[] = [];
  #total = 0;

  constructor({ lengthMs, stepMs }: Window) {
    this.#stepMs = stepMs;
    this.#steps = lengthMs / stepMs;
  }

  /** How much still weighs; forgets the rest. */
  used(now: number): number {
    const first = this.#numberAt(now) - this.#steps;
    while ((this.#numbers[0] ?? first) < first) {
      this.#numbers.shift();
      this.#total -= this.#counts.shift() ?? 0;
    }
    return this.#total;
  }

  /** Counts something that happened at a moment, maybe an earlier one. */
  add(count: number, at: number): void {
    const number = this.#numberAt(at);
    this.#total += count;
    const newest = this.#numbers.length - 1;
    if (this.#numbers[newest] === number) {
      this.#counts[newest] = (this.#counts[newest] ?? 0) + count;
      return;
    }
    const index = this.#numbers.findLastIndex((it) => it <= number);
    if (this.#numbers[index] === number) {
      this.#counts[index] = (this.#counts[index] ?? 0) + count;
    } else {
      this.#numbers.splice(index + 1, 0, number);
      this.#counts.splice(index + 1, 0, count);
    }
  }

  /** Takes back what was counted at a moment, as far as it still weighs. */
  remove(count: number, at: number): void {
    const index = this.#numbers.indexOf(this.#numberAt(at));
    const counted = this.#counts[index];
    if (counted === undefined) return;
    this.#total -= Math.min(count, counted);
    if (counted > count) {
      this.#counts[index] = counted - count;
    } else {
      this.#numbers.splice(index, 1);
      this.#counts.splice(index, 1);
    }
  }

  /** How long until no more than `most` weighs, if nothing comes to it, milliseconds. */
  waitFor(most: number, now: number): number {
    let left = this.used(now);
    if (left <= most) return 0;
    for (const [index, number] of this.#numbers.entries()) {
      if (left <= most) break;
      left -= this.#counts[index] ?? 0;
      if (left <= most) return this.#endOf(number) - now;
    }
    return 0;
  }

  /** How long what is counted now will weigh, milliseconds. */
  weight(now: number): number {
    return this.#endOf(this.#numberAt(now)) - now;
  }

  #numberAt(at: number): number {
    return Math.floor(at / this.#stepMs);
  }

  /** The first moment at which a step no longer weighs. */
  #endOf(number: number): number {
    return (number + this.#steps + 1) * this.#stepMs;
  }
}
