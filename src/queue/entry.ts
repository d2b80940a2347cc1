import { take } from "./claim.ts";
import type { Database } from "./database.ts";
import {
  acknowledgeSegment,
  startSegment,
  withdrawSegment,
} from "./segments.ts";
import { settle } from "./settle.ts";
import type { Change, Claim, Transition } from "./store.ts";

/** One thing that the holder of a claim has to record. */
export type Entry =
  /** Leases what was only peeked at. When it is not as it was any more, all entries of this claim are left out. */
  | {
    readonly kind: "claimed";
    readonly claim: Claim;
    readonly at: number;
    readonly leaseUntil: number;
  }
  /** As `Store.startSegment`. */
  | {
    readonly kind: "started";
    readonly claim: Claim;
    readonly number: number;
    readonly at: number;
    readonly leaseUntil: number;
  }
  /** Takes a "started" back, since no PDU was written. */
  | {
    readonly kind: "withdrawn";
    readonly claim: Claim;
    readonly number: number;
  }
  /** As `Store.acknowledgeSegment`. */
  | {
    readonly kind: "acknowledged";
    readonly claim: Claim;
    readonly number: number;
    readonly reference: number;
    readonly at: number;
  }
  /** As `Store.settle`. */
  | {
    readonly kind: "settled";
    readonly claim: Claim;
    readonly transition: Transition;
    readonly at: number;
  };

/** What became of entries that are on disk. */
export interface Recorded {
  /** One for each settlement of a current lease, in their order. */
  readonly changes: readonly Change[];
  /** Those that are leased now. */
  readonly claimed: readonly Claim[];
  /** Those that could not be, of which nothing is recorded. */
  readonly gone: readonly Claim[];
}

/** Does what the entries say, in their order. */
export function record(
  database: Database,
  entries: readonly Entry[],
): Recorded {
  const changes: Change[] = [];
  const claimed: Claim[] = [];
  const gone: Claim[] = [];
  for (const entry of entries) {
    const { claim } = entry;
    if (gone.includes(claim)) continue;
    switch (entry.kind) {
      case "claimed":
        (take(database, claim, entry) ? claimed : gone).push(claim);
        break;
      case "started":
        startSegment(database, claim, entry);
        break;
      case "withdrawn":
        withdrawSegment(database, claim, entry.number);
        break;
      case "acknowledged":
        acknowledgeSegment(database, claim, entry);
        break;
      case "settled": {
        const change = settle(database, entry);
        if (change !== undefined) changes.push(change);
        break;
      }
      default:
        entry satisfies never;
    }
  }
  return { changes, claimed, gone };
}
