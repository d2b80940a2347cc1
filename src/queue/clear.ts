import type { DeliveryState } from "../model/mod.ts";
import type { Cleared, Retention } from "./archive.ts";
import type { Database } from "./database.ts";
import { flag, integer, type Row, state, text } from "./rows.ts";

/**
 * Clears the oldest of what is done. Goes through messages in the order of their acceptance and stops at the first that is too young to
 * be done long enough, so a step costs what it looks at, however many there are.
 */
export function clear(database: Database, retention: Retention): Cleared {
  const { after, limit, before, textBefore } = retention;
  const horizon = Math.max(before, textBefore);
  const rows = database.all(
    `SELECT m.key, m.accepted_at, m.text <> '' OR m.subject <> '' AS has_text,
       (SELECT max(d.updated_at) FROM delivery d WHERE d.message_key = m.key) AS last_at,
       EXISTS (
         SELECT 1 FROM delivery d LEFT JOIN delivery s ON s.id = d.merged_into
         WHERE d.message_key = m.key AND coalesce(s.state, d.state) IN ('queued', 'sending', 'uncertain', 'held')
       ) OR EXISTS (
         SELECT 1 FROM escalation e WHERE e.message_key = m.key AND e.ended_at IS NULL
       ) OR EXISTS (
         SELECT 1 FROM delivery d JOIN escalation_delivery l ON l.delivery_id = d.id JOIN escalation e ON e.id = l.escalation_id
         WHERE d.message_key = m.key AND e.ended_at IS NULL
       ) AS open
     FROM message m WHERE m.key > ? ORDER BY m.key LIMIT ?`,
    after,
    limit,
  );
  const young = rows.findIndex((row) => integer(row, "accepted_at") >= horizon);
  const old = young < 0 ? rows : rows.slice(0, young);
  const done = old.filter((row) => !flag(row, "open"));
  const over = done.filter((row) => integer(row, "last_at") < before);
  const spent = done.filter((row) =>
    integer(row, "last_at") < textBefore && integer(row, "last_at") >= before &&
    flag(row, "has_text")
  );
  const states = over.flatMap((row) => remove(database, row));
  for (const row of spent) {
    database.run(
      "UPDATE message SET text = '', subject = '' WHERE key = ?",
      integer(row, "key"),
    );
  }
  const last = rows.at(-1);
  const more = rows.length === limit && young < 0 && last !== undefined;
  return {
    messages: over.length,
    states,
    texts: spent.length,
    received: clearInbox(database, retention),
    notices: clearNotices(database, retention),
    next: more ? integer(last, "key") : undefined,
  };
}

/** Removes a message with all that belongs to it; the states of its deliveries. */
function remove(database: Database, row: Row): readonly DeliveryState[] {
  const key = integer(row, "key");
  const deliveries = database.all(
    "SELECT id, state FROM delivery WHERE message_key = ?",
    key,
  );
  for (const { table, column } of childrenOf(database, "delivery")) {
    for (const delivery of deliveries) {
      database.run(
        `DELETE FROM ${table} WHERE ${column} = ?`,
        integer(delivery, "id"),
      );
    }
  }
  for (const { table, column } of childrenOf(database, "message")) {
    database.run(`DELETE FROM ${table} WHERE ${column} = ?`, key);
  }
  database.run("DELETE FROM message WHERE key = ?", key);
  return deliveries.map((it) => state(it, "state"));
}

/** The tables whose rows belong to one of this table, as the schema itself says: none can be forgotten. */
function childrenOf(
  database: Database,
  parent: "delivery" | "message",
): readonly { readonly table: string; readonly column: string }[] {
  return database.all(
    `SELECT s.name AS "table", f."from" AS "column" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f
     WHERE s.type = 'table' AND f."table" = ?`,
    parent,
  ).map((row) => ({ table: text(row, "table"), column: text(row, "column") }));
}

function clearInbox(
  database: Database,
  { before, textBefore, limit }: Retention,
): number {
  const removed = database.run(
    `DELETE FROM inbox WHERE id IN (
       SELECT id FROM (SELECT id, received_at FROM inbox ORDER BY id LIMIT ?) WHERE received_at < ?
     )`,
    limit,
    before,
  );
  database.run(
    `UPDATE inbox SET text = '', subject = '', raw = '' WHERE id IN (
       SELECT id FROM inbox WHERE received_at < ? AND (text <> '' OR raw <> '') ORDER BY id LIMIT ?
     )`,
    textBefore,
    limit,
  );
  return removed;
}

function clearNotices(
  database: Database,
  { before, textBefore, limit }: Retention,
): number {
  const removed = database.run(
    `DELETE FROM notice WHERE id IN (
       SELECT id FROM notice WHERE state <> 'waiting' AND updated_at < ? ORDER BY id LIMIT ?
     )`,
    before,
    limit,
  );
  database.run(
    `UPDATE notice SET body = '' WHERE id IN (
       SELECT id FROM notice WHERE state <> 'waiting' AND updated_at < ? AND body <> '' ORDER BY id LIMIT ?
     )`,
    textBefore,
    limit,
  );
  return removed;
}

/** So many pages may lie idle for what comes next. */
const idlePages = 256;
const pagesAtOnce = 512;

/** Gives pages that nothing uses back to the disk, some at a time. False when there were few, or the file is of a kind that keeps them. */
export function shrink(database: Database): boolean {
  const idle = integer(
    database.get("PRAGMA freelist_count") ?? {},
    "freelist_count",
  );
  if (idle <= idlePages) return false;
  database.execute(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
  const left = integer(
    database.get("PRAGMA freelist_count") ?? {},
    "freelist_count",
  );
  return left < idle && left > idlePages;
}
