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

type Counts = Record<CountedKind, number>;

/** Counts by the minute for a day, and by the second for a minute. */
export class Tally {
  readonly #minutes = new Map<number, Counts>();
  readonly #seconds = new Map<number, Counts>();

  /** Counts `count` of a kind at a moment, wall milliseconds. */
  add(kind: CountedKind, at: number, count = 1): void {
    addTo(this.#minutes, Math.floor(at / minuteMs), keptMinutes)[kind] += count;
    addTo(this.#seconds, Math.floor(at / secondMs), 60)[kind] += count;
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
    const from = (Math.floor(now / slotMs) - slots + 1) * slotMs;
    const sums = Array.from({ length: slots }, (_, slot) => {
      const begin = from + slot * slotMs;
      return sum(
        this.#minutes,
        begin / minuteMs,
        (begin + slotMs) / minuteMs - 1,
      );
    });
    return {
      from,
      slotMs,
      counts: perKind((kind) => sums.map((slot) => slot[kind])),
    };
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

// A clock that was set back leaves slots ahead of it, which count again when it gets there, or go with their age.
function addTo(
  slots: Map<number, Counts>,
  index: number,
  kept: number,
): Counts {
  const known = slots.get(index);
  if (known !== undefined) return known;
  for (const old of slots.keys()) {
    if (Math.abs(index - old) >= kept) slots.delete(old);
  }
  const fresh = perKind(() => 0);
  slots.set(index, fresh);
  return fresh;
}

function sum(
  slots: ReadonlyMap<number, Counts>,
  first: number,
  last: number,
): WindowCounts {
  const total = perKind(() => 0);
  for (const [index, counts] of slots) {
    if (index < Math.floor(first) || index > Math.floor(last)) continue;
    for (const kind of countedKinds) total[kind] += counts[kind];
  }
  return total;
}
