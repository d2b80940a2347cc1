import type { DeliveryState } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { News } from "./notice.ts";
import { deliveryId, integer, messageId, state, text } from "./rows.ts";

/**
 * Has this connection keep each change into one of the wanted states, in the commit of the change. A trigger, and one of the connection:
 * no way of changing a state can pass it by, and who wants no news pays nothing.
 */
export function keepNews(
  database: Database,
  wanted: ReadonlySet<DeliveryState>,
): void {
  if (wanted.size === 0) return;
  const states = [...wanted].map((it) => `'${it}'`).join();
  database.execute(
    `CREATE TEMP TRIGGER news_kept AFTER UPDATE OF state ON delivery
     WHEN NEW.state <> OLD.state AND NEW.state IN (${states})
     BEGIN
       INSERT INTO news (at, delivery_id, from_state, to_state, reason)
       VALUES (NEW.updated_at, NEW.id, OLD.state, NEW.state, NEW.reason);
     END`,
  );
}

/** What nothing has followed from yet, the oldest first. */
export function news(database: Database, limit: number): readonly News[] {
  return database.all(
    `SELECT n.*, m.id AS message_id FROM news n JOIN delivery d ON d.id = n.delivery_id
     JOIN message m ON m.key = d.message_key ORDER BY n.id LIMIT ?`,
    limit,
  ).map((row) => ({
    id: integer(row, "id"),
    at: integer(row, "at"),
    deliveryId: deliveryId(row, "delivery_id"),
    messageId: messageId(row, "message_id"),
    from: state(row, "from_state"),
    to: state(row, "to_state"),
    reason: text(row, "reason"),
  }));
}

/** Forgets news that something has followed from, or nothing will. */
export function forgetNews(database: Database, ids: readonly number[]): void {
  for (const id of ids) database.run("DELETE FROM news WHERE id = ?", id);
}
