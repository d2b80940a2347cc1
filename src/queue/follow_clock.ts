import { followClockOfBreaker } from "./breaker.ts";
import type { Database } from "./database.ts";
import { followClockOfGatherings } from "./gathering.ts";
import { followClockOfCaps } from "./let_through.ts";
import { followClockInOutbox } from "./outbox.ts";

/** Where the half-sent ones are that wait for their modem, a condition an index. */
const pinned = [
  "state = 'queued' AND resume_until IS NOT NULL AND (route IS NOT NULL OR priority = 1)",
  "state = 'queued' AND route IS NULL AND priority <> 1",
];

/** After the wall clock was set to `now`: back, or ahead by `aheadMs`. */
export function followClock(
  database: Database,
  now: number,
  aheadMs = 0,
): void {
  if (aheadMs > 0) followAhead(database, now, aheadMs);
  else followBack(database, now);
}

/**
 * Brings forward what a clock that was ahead has put off: deliveries that were changed later than `now` wait as long as they would
 * have, counted from now, and a `sendAt` is kept. Looks only among those that are not due.
 */
function followBack(database: Database, now: number): void {
  // One statement an index.
  for (
    const waits of [
      "state = 'queued' AND resume_until IS NULL AND route IS NULL AND priority = 1",
      "state = 'queued' AND resume_until IS NULL AND route IS NOT NULL",
      ...pinned,
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
  for (const waits of pinned) {
    // Due, and yet not every modem's.
    database.run(
      `UPDATE delivery SET resume_until = resume_until - (updated_at - ?), updated_at = ?
       WHERE ${waits} AND resume_until > ? AND next_attempt_at <= ? AND updated_at > ?`,
      ...[now, now, now, now, now],
    );
  }
  // They came before anything that is begun from now on, but their times would no longer say so.
  database.run("DELETE FROM early_report WHERE received_at > ?", now);
  followClockOfGatherings(database, now);
  followClockOfCaps(database, now);
  followClockOfBreaker(database, now);
  followClockInOutbox(database, now);
}

/**
 * After a clock was set ahead by `byMs` to `now`: what waits for an event and not for a time of day has not waited any longer for that.
 * A lease is as good, a doubt waits as long for its report, and half a message for its modem.
 */
function followAhead(database: Database, now: number, byMs: number): void {
  // The columns hold whole milliseconds, and a monotonic clock has parts of one.
  const by = Math.round(byMs);
  const before = now - by;
  // What is newer was written by the clock as it is now. As of `now`, so that a clock that is set back again is followed.
  const still = "updated_at <= ?";
  for (
    const waits of [
      `lease_until = lease_until + ? WHERE state = 'sending' AND lease_until > ? AND ${still}`,
      `next_attempt_at = next_attempt_at + ? WHERE state = 'uncertain' AND next_attempt_at > ? AND ${still}`,
      ...pinned.map((those) =>
        `resume_until = resume_until + ? WHERE ${those} AND resume_until > ? AND ${still}`
      ),
    ]
  ) {
    database.run(
      `UPDATE delivery SET updated_at = ?, ${waits}`,
      ...[now, by, before, before],
    );
  }
}
