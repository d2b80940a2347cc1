import type { Database } from "./database.ts";
import { integer, phoneNumber, text } from "./rows.ts";
import type { Usage } from "./store.ts";

/**
 * Deliveries accepted since then, by the minute. Messages stand in the order of their acceptance, so the last one that is older ends
 * the search, which needs no index. A clock that was set back may so hide some that came before it: a limit then lets them through.
 */
export function usage(database: Database, since: number): readonly Usage[] {
  return database.all(
    `SELECT max(m.accepted_at) AS accepted_at, m.client_address, m.user_name, m.reverse_path, d.recipient, count(*) AS count
     FROM message m CROSS JOIN delivery d ON d.message_key = m.key
     WHERE m.key > coalesce((SELECT key FROM message WHERE accepted_at < ? ORDER BY key DESC LIMIT 1), 0)
     GROUP BY m.accepted_at / 60000, m.client_address, m.user_name, m.reverse_path, d.recipient`,
    since,
  ).map((row) => ({
    acceptedAt: integer(row, "accepted_at"),
    clientAddress: text(row, "client_address"),
    user: text(row, "user_name"),
    reversePath: text(row, "reverse_path"),
    recipient: phoneNumber(row, "recipient"),
    count: integer(row, "count"),
  }));
}
