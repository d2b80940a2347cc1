import { type DeliveryState, deliveryStates } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { integer, state } from "./rows.ts";
import type { Change, StateCounts } from "./store.ts";

/**
 * How many deliveries stand in each state: counted once, then kept up with each committed change, since counting a million
 * rows takes longer than the event loop may be held. Right as long as one process owns the database.
 */
export class Tally {
  readonly #counts: Record<DeliveryState, number>;

  constructor(counts: StateCounts) {
    this.#counts = { ...counts };
  }

  /** New deliveries, all `queued`. */
  add(count: number): void {
    this.#counts.queued += count;
  }

  move(change: Pick<Change, "from" | "to">): void {
    this.#counts[change.from] -= 1;
    this.#counts[change.to] += 1;
  }

  /** Deliveries that are there no more, by their states. */
  forget(states: readonly DeliveryState[]): void {
    for (const state of states) this.#counts[state] -= 1;
  }

  counts(): StateCounts {
    return { ...this.#counts };
  }
}

/** Counts all deliveries. */
export function countStates(database: Database): StateCounts {
  const counts = Object.fromEntries(
    deliveryStates.map((it) => [it, 0]),
  ) as Record<DeliveryState, number>; // every state is a key of it
  for (
    const row of database.all(
      "SELECT state, count(*) AS count FROM delivery GROUP BY state",
    )
  ) {
    counts[state(row, "state")] = integer(row, "count");
  }
  return counts;
}
