import type { DeliveryId, DeliveryState } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { News } from "./notice.ts";
import {
  deliveryId,
  integer,
  messageId,
  optionalInteger,
  type Row,
  state,
  text,
} from "./rows.ts";

/**
 * Has this connection keep each change into one of the wanted states from now on, in the commit of the change. A trigger, and one of the connection:
 * no way of changing a state can pass it by, and who wants no news pays nothing.
 */
export function keepNews(
  database: Database,
  wanted: ReadonlySet<DeliveryState>,
): void {
  database.execute("DROP TRIGGER IF EXISTS temp.news_kept");
  if (wanted.size === 0) return;
  const states = [...wanted].map((it) => `'${it}'`).join();
  database.execute(
    `CREATE TEMP TRIGGER news_kept AFTER UPDATE OF state ON delivery
     WHEN NEW.state <> OLD.state AND NEW.state IN (${states})
     BEGIN
       INSERT INTO news (at, due_at, delivery_id, from_state, to_state, reason)
       VALUES (NEW.updated_at, NEW.updated_at, NEW.id, OLD.state, NEW.state, NEW.reason);
     END`,
  );
}

/** Which successes are news. */
export interface SuccessNews {
  /** Those of every sender, not only of who has asked for them (RFC 3461 §4.1). */
  readonly everybody: boolean;
  /** How long a status report may take, milliseconds: so long `sent` is not yet news where one was asked for. */
  readonly reportTimeoutMs: number;
}

/**
 * Has this connection keep from now on that a delivery was sent or delivered, where its sender wants to know, or the sender of one that it
 * serves may; undefined: nothing.
 */
export function keepSuccessNews(
  database: Database,
  wanted: SuccessNews | undefined,
): void {
  database.execute("DROP TRIGGER IF EXISTS temp.success_kept");
  if (wanted === undefined) return;
  const { everybody, reportTimeoutMs } = wanted;
  const unasked = everybody ? "NEW.notify IS NULL OR" : "";
  database.execute(
    `CREATE TEMP TRIGGER success_kept AFTER UPDATE OF state ON delivery
     WHEN NEW.state IN ('sent', 'delivered') AND NEW.state <> OLD.state
       AND (${unasked} NEW.notify LIKE '%success%' OR EXISTS (SELECT 1 FROM delivery o WHERE o.merged_into = NEW.id))
     BEGIN
       INSERT INTO news (at, due_at, delivery_id, from_state, to_state, reason)
       SELECT NEW.updated_at,
         NEW.updated_at + CASE WHEN NEW.state = 'sent' THEN m.status_report * ${
      Math.round(reportTimeoutMs)
    } ELSE 0 END,
         NEW.id, OLD.state, NEW.state, NEW.reason
       FROM message m WHERE m.key = NEW.message_key;
     END`,
  );
}

const newsColumns =
  "n.id, n.at, n.delivery_id, n.from_state, n.to_state, n.reason, m.id AS message_id";

/** What nothing has followed from yet, the oldest first. */
export function news(database: Database, limit: number): readonly News[] {
  return database.all(
    `SELECT ${newsColumns} FROM news n JOIN delivery d ON d.id = n.delivery_id
     JOIN message m ON m.key = d.message_key ORDER BY n.id LIMIT ?`,
    limit,
  ).map(readNews);
}

/** What is due at `by`, and with it all of the same mails that has come by then: a `sent` that waits for its report has not. */
export function dueNews(
  database: Database,
  by: number,
  limit: number,
): readonly News[] {
  return database.all(
    `WITH due AS MATERIALIZED (SELECT id, delivery_id FROM news WHERE due_at <= ? ORDER BY due_at, id LIMIT ?),
       mail AS MATERIALIZED (SELECT DISTINCT d.message_key AS key FROM due CROSS JOIN delivery d ON d.id = due.delivery_id)
     SELECT ${newsColumns} FROM mail CROSS JOIN message m ON m.key = mail.key CROSS JOIN delivery d ON d.message_key = mail.key
     CROSS JOIN news n ON n.delivery_id = d.id WHERE n.due_at = n.at OR n.id IN (SELECT id FROM due) ORDER BY n.id`,
    by,
    limit,
  ).map(readNews);
}

function readNews(row: Row): News {
  return {
    id: integer(row, "id"),
    at: integer(row, "at"),
    deliveryId: deliveryId(row, "delivery_id"),
    messageId: messageId(row, "message_id"),
    from: state(row, "from_state"),
    to: state(row, "to_state"),
    reason: text(row, "reason"),
  };
}

/** When the next news is due, also a past moment; undefined when there is none. */
export function nextNewsAt(database: Database): number | undefined {
  const row = database.get("SELECT min(due_at) AS due FROM news");
  return optionalInteger(row ?? {}, "due");
}

/** Has a delivery looked at again at that moment: news of no change. */
export function parkDelivery(
  database: Database,
  id: DeliveryId,
  at: number,
): void {
  database.run(
    `INSERT INTO news (at, due_at, delivery_id, from_state, to_state, reason) VALUES (0, ?, ?, 'queued', 'queued', '')`,
    at,
    id,
  );
}

/** Forgets news that something has followed from, or nothing will. */
export function forgetNews(database: Database, ids: readonly number[]): void {
  for (const id of ids) database.run("DELETE FROM news WHERE id = ?", id);
}
