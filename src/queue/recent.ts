import type { Database } from "./database.ts";
import { integer, text } from "./rows.ts";

/** Which of the past to count. */
export interface RecentRequest {
  /** From this moment on, wall milliseconds; and up to `until`, since a clock that was ahead has left moments that are still to come. */
  readonly since: number;
  readonly until: number;
  /** Among so many of the newest deliveries, and of the newest SMS received; this bounds the time. */
  readonly limit: number;
}

/** What happened within one minute. */
export interface RecentCount {
  /** The minute's beginning, wall milliseconds. */
  readonly at: number;
  /** `accepted` and `received`, or the state that deliveries came to and are still in. */
  readonly what:
    | "accepted"
    | "received"
    | "sent"
    | "delivered"
    | "failed"
    | "expired"
    | "cancelled";
  readonly count: number;
}

/**
 * What the newest rows tell of the last hours. No index goes by time, since one would cost every mail; so the newest deliveries are
 * looked at, whatever their number in those hours was. One that was accepted before them and came to its end since then is not counted.
 */
export function recent(
  database: Database,
  { since, until, limit }: RecentRequest,
): readonly RecentCount[] {
  return database.all(
    `WITH newest AS MATERIALIZED (
       SELECT d.state, d.updated_at, m.accepted_at FROM delivery d CROSS JOIN message m ON m.key = d.message_key
       ORDER BY d.id DESC LIMIT ?
     )
     SELECT accepted_at / 60000 AS minute, 'accepted' AS what, count(*) AS count FROM newest
     WHERE accepted_at BETWEEN ? AND ? GROUP BY 1
     UNION ALL
     SELECT updated_at / 60000, state, count(*) FROM newest
     WHERE state IN ('sent', 'delivered', 'failed', 'expired', 'cancelled') AND updated_at BETWEEN ? AND ? GROUP BY 1, 2
     UNION ALL
     SELECT received_at / 60000, 'received', count(*) FROM (
       SELECT received_at FROM inbox WHERE kind = 'sms' AND received_at BETWEEN ? AND ? ORDER BY received_at DESC LIMIT ?
     ) GROUP BY 1`,
    limit,
    ...[since, until],
    ...[since, until],
    ...[since, until, limit],
  ).map((row) => ({
    at: integer(row, "minute") * 60_000,
    what: text(row, "what") as RecentCount["what"], // the query has no others
    count: integer(row, "count"),
  }));
}
