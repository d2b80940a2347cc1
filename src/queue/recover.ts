import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDeliveries } from "./deliveries.ts";
import type { Change } from "./store.ts";

/** What to recover, and when an uncertain one is looked at again. */
export interface Recovery {
  readonly now: number;
  readonly resolveAt: number;
  readonly leasesUntil?: number;
  readonly resumeWaitMs: number;
}

/** Ends the leases whose holders are gone. What a modem may have sent becomes `uncertain`; all else is queued again. */
export function recover(
  database: Database,
  { now, resolveAt, resumeWaitMs, leasesUntil }: Recovery,
): readonly Change[] {
  const rows = database.all(
    "SELECT id FROM delivery WHERE state = 'sending' AND lease_until < ? ORDER BY id",
    leasesUntil ?? Number.MAX_SAFE_INTEGER,
  );
  const abandoned = {
    what: "abandoned",
    at: now,
    resolveAt,
    resumeWaitMs,
  } as const;
  return findDeliveries(database, rows)
    .flatMap((it) => happen(database, it, abandoned) ?? []);
}
