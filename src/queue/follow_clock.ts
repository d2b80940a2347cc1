import { followClockOfBreaker } from "./breaker.ts";
import type { Database } from "./database.ts";
import { followClockOfGatherings } from "./gathering.ts";
import { followClockOfCaps } from "./let_through.ts";
import { followClockInOutbox } from "./outbox.ts";

/**
 * Brings forward what a clock that was ahead has put off: deliveries that were changed later than `now` wait as long as they would
 * have, counted from now, and a `sendAt` is kept. Looks only among those that are not due.
 */
export function followClock(database: Database, now: number): void {
  // One statement an index.
  for (
    const waits of [
      "state = 'queued' AND resume_until IS NULL",
      "state = 'queued' AND resume_until IS NOT NULL",
      "state = 'uncertain'",
    ]
  ) {
    database.run(
      `UPDATE delivery SET
         next_attempt_at = max(next_attempt_at - (updated_at - ?), coalesce(send_at, 0)),
         resume_until = resume_until - (updated_at - ?),
         updated_at = ?
       WHERE ${waits} AND next_attempt_at > ? AND updated_at > ?`,
      ...[now, now, now, now, now],
    );
  }
  followClockOfGatherings(database, now);
  followClockOfCaps(database, now);
  followClockOfBreaker(database, now);
  followClockInOutbox(database, now);
}
