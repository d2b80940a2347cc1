import {
  type CountedKind,
  countedKinds,
  type Series,
  type WindowCounts,
} from "../desk/mod.ts";

const secondMs = 1_000;
const minuteMs = 60_000;
/** A day that ends summer time has 25 hours; and the chart of quarters begins up to one before that. */
const keptMinutes = 26 * 60;
const keptSeconds = 60;

type Counts = Record<CountedKind, number>;
/** By the number of the slot since 1970. */
type Slots = Map<number, Counts>;

/**
 * Counts by the minute for a day, and by the second for a minute, on the wall clock. When that is set, what was counted moves along: it
 * happened as long ago as before.
 */
export class Tally {
  #minutes: Slots = new Map();
  #seconds: Slots = new Map();

  /** Counts `count` of a kind at a moment, wall milliseconds. */
  add(kind: CountedKind, at: number, count = 1): void {
    slotAt(this.#minutes, Math.floor(at / minuteMs), keptMinutes)[kind] +=
      count;
    slotAt(this.#seconds, Math.floor(at / secondMs), keptSeconds)[kind] +=
      count;
  }

  /** Counts what happened some time ago, before there was this tally: within the minute that begins at `at`. */
  addPast(kind: CountedKind, at: number, count: number): void {
    const index = Math.floor(at / minuteMs);
    const slot = this.#minutes.get(index) ?? perKind(() => 0);
    slot[kind] += count;
    this.#minutes.set(index, slot);
  }

  /** The clock was set ahead by so much, or back. */
  shift(movedMs: number): void {
    this.#minutes = shifted(this.#minutes, Math.round(movedMs / minuteMs));
    this.#seconds = shifted(this.#seconds, Math.round(movedMs / secondMs));
  }

  /** What happened from `from` to `now`, both in whole minutes of wall time. */
  since(from: number, now: number): WindowCounts {
    return sum(this.#minutes, from / minuteMs, now / minuteMs);
  }

  /** What happened in the last 60 seconds. */
  lastMinute(now: number): WindowCounts {
    return sum(this.#seconds, now / secondMs - 59, now / secondMs);
  }

  /** What happened in the last slots, of whole minutes each; the last one holds `now`. */
  series(
    { now, slotMs, slots }: {
      readonly now: number;
      readonly slotMs: number;
      readonly slots: number;
    },
  ): Series {
    const first = Math.floor(now / slotMs) - slots + 1;
    const counts = perKind(() => Array<number>(slots).fill(0));
    for (const [index, slot] of this.#minutes) {
      const at = Math.floor(index * minuteMs / slotMs) - first;
      if (at < 0 || at >= slots) continue;
      for (const kind of countedKinds) {
        counts[kind][at] = (counts[kind][at] ?? 0) + slot[kind];
      }
    }
    return { from: first * slotMs, slotMs, counts };
  }
}

function perKind<T>(value: (kind: CountedKind) => T): Record<CountedKind, T> {
  return {
    accepted: value("accepted"),
    sent: value("sent"),
    delivered: value("delivered"),
    failed: value("failed"),
    received: value("received"),
  };
}

function slotAt(slots: Slots, index: number, kept: number): Counts {
  const known = slots.get(index);
  if (known !== undefined) return known;
  for (const old of slots.keys()) {
    if (Math.abs(index - old) >= kept) slots.delete(old);
  }
  const fresh = perKind(() => 0);
  slots.set(index, fresh);
  return fresh;
}

function shifted(slots: Slots, by: number): Slots {
  if (by === 0) return slots;
  return new Map([...slots].map(([index, counts]) => [index + by, counts]));
}

function sum(slots: Slots, first: number, last: number): WindowCounts {
  const total = perKind(() => 0);
  for (const [index, counts] of slots) {
    if (index < Math.floor(first) || index > Math.floor(last)) continue;
    for (const kind of countedKinds) total[kind] += counts[kind];
  }
  return total;
}
