import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDeliveries } from "./deliveries.ts";
import type { Change } from "./store.ts";

/** What the sweep goes by. */
export interface Sweep {
  readonly now: number;
  readonly onUncertain: "resend" | "hold";
  readonly limit: number;
  readonly resumeWaitMs: number;
}

/** Moves what time has overtaken, the oldest first: the expired, then the uncertain ones of which nothing was heard. */
export function sweep(database: Database, options: Sweep): readonly Change[] {
  const { now: at, limit, onUncertain, resumeWaitMs } = options;
  const overdue = database.all(
    "SELECT id FROM delivery WHERE state IN ('queued', 'held') AND expires_at <= ? ORDER BY expires_at LIMIT ?",
    ...[at, limit],
  );
  const unheard = database.all(
    "SELECT id FROM delivery WHERE state = 'uncertain' AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?",
    ...[at, limit - overdue.length],
  );
  const overtaken = {
    what: "overtaken",
    at,
    onUncertain,
    resumeWaitMs,
  } as const;
  return findDeliveries(database, [...overdue, ...unheard])
    .flatMap((it) => happen(database, it, overtaken) ?? []);
}

/** The earliest moment at which a claim or a sweep has something to do, also a past one; undefined when nothing waits. */
export function nextDueAt(database: Database): number | undefined {
  // One minimum an index: a single min() over all of them would read every row.
  const row = database.get(
    `SELECT min(due) AS due FROM (
       SELECT min(next_attempt_at) AS due FROM delivery
       WHERE state = 'queued' AND resume_until IS NULL AND route IS NULL AND priority = 1
       UNION ALL ${eachPriority("priority <> 1 AND route IS NULL")}
       UNION ALL ${
      eachPriority(
        "resume_until IS NOT NULL AND (route IS NOT NULL OR priority = 1)",
      )
    }
       UNION ALL SELECT min((${
      eachPriority("resume_until IS NULL AND route = r.key")
    })) FROM route r
       UNION ALL SELECT min(next_attempt_at) FROM delivery WHERE state = 'uncertain'
       UNION ALL SELECT min(expires_at) FROM delivery WHERE state IN ('queued', 'held')
     )`,
  );
  const due = row?.["due"];
  return typeof due === "number" ? due : undefined;
}

function eachPriority(where: string): string {
  return `SELECT min((SELECT min(next_attempt_at) FROM delivery WHERE state = 'queued' AND ${where} AND priority = p.n))
    FROM (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2) p`;
}
