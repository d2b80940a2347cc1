import type { DeliveryState } from "../model/mod.ts";
import type { Cleared, Retention } from "./archive.ts";
import type { Database } from "./database.ts";
import {
  flag,
  integer,
  optionalInteger,
  type Row,
  state,
  text,
} from "./rows.ts";

/**
 * Clears the oldest of what is done. Goes through messages in the order of their acceptance and stops where all are too young to be done
 * long enough, so a step costs what it looks at, however many there are. A clock that was ahead for a while makes single ones look young.
 */
export function clear(database: Database, retention: Retention): Cleared {
  const { after, limit, before, textBefore } = retention;
  const horizon = Math.max(before, textBefore);
  const rows = database.all(oldest, after, limit);
  const old = rows.filter((row) => integer(row, "accepted_at") < horizon);
  const done = old.filter((row) => !flag(row, "open"));
  const isOver = (row: Row) =>
    integer(row, "last_at") < before && !flag(row, "newest");
  const over = done.filter(isOver);
  const spent = done.filter((row) =>
    integer(row, "last_at") < horizon && !isOver(row) && flag(row, "has_text")
  );
  const states = removeAll(database, over);
  for (const row of spent) {
    database.run(
      "UPDATE message SET text = '', subject = '' WHERE key = ?",
      integer(row, "key"),
    );
  }
  const last = rows.at(-1);
  const more = rows.length === limit && old.length > 0 && last !== undefined;
  return {
    messages: over.length,
    states,
    texts: spent.length,
    ...clearInbox(database, retention),
    notices: clearNotices(database, retention),
    next: more ? integer(last, "key") : undefined,
  };
}

/**
 * Messages, and how they and those that serve them stand: also at second hand, since what was merged may be merged once more. Open is also
 * what others get when nobody confirms it. Nothing has ended for long of which a sender is still to be told. The newest stays, without
 * its text: with it the ids of its deliveries would come again, by which others have kept how far they got.
 */
const oldest = `WITH RECURSIVE
   page AS MATERIALIZED (
     SELECT key, accepted_at, text <> '' OR subject <> '' AS has_text FROM message WHERE key > ? ORDER BY key LIMIT ?
   ),
   serving (key, id) AS (
     SELECT p.key, d.id FROM page p CROSS JOIN delivery d ON d.message_key = p.key
     UNION SELECT s.key, d.merged_into FROM serving s CROSS JOIN delivery d ON d.id = s.id WHERE d.merged_into IS NOT NULL
   )
 SELECT p.key, p.accepted_at, p.has_text, p.key = (SELECT max(key) FROM message) AS newest,
   max(max(d.updated_at, coalesce((SELECT max(n.due_at) FROM news n WHERE n.delivery_id = d.id), 0))) AS last_at,
   max(d.state IN ('queued', 'sending', 'uncertain', 'held') OR EXISTS (
     SELECT 1 FROM escalation_delivery l CROSS JOIN escalation e ON e.id = l.escalation_id
     WHERE l.delivery_id = d.id AND e.ended_at IS NULL
   )) AS open
 FROM serving s CROSS JOIN delivery d ON d.id = s.id CROSS JOIN page p ON p.key = s.key GROUP BY p.key ORDER BY p.key`;

/** Removes messages with all that belongs to them; the states of their deliveries. */
function removeAll(
  database: Database,
  messages: readonly Row[],
): readonly DeliveryState[] {
  if (messages.length === 0) return [];
  const ofDelivery = [
    ...childrenOf(database, "delivery"),
    // Left behind where [storm] was taken out of the config.
    { table: "gathered", column: "delivery_id" },
  ];
  const ofMessage = childrenOf(database, "message");
  return messages.flatMap((row) => {
    const key = integer(row, "key");
    const deliveries = database.all(
      "SELECT id, state FROM delivery WHERE message_key = ?",
      key,
    );
    for (const delivery of deliveries) {
      removeChildren(database, ofDelivery, integer(delivery, "id"));
    }
    removeChildren(database, ofMessage, key);
    database.run("DELETE FROM message WHERE key = ?", key);
    return deliveries.map((it) => state(it, "state"));
  });
}

interface Child {
  readonly table: string;
  readonly column: string;
}

function removeChildren(
  database: Database,
  children: readonly Child[],
  of: number,
): void {
  for (const { table, column } of children) {
    database.run(`DELETE FROM ${table} WHERE ${column} = ?`, of);
  }
}

/** The tables whose rows belong to one of this table, as the schema itself says: none can be forgotten. */
function childrenOf(
  database: Database,
  parent: "delivery" | "message",
): readonly Child[] {
  return database.all(
    `SELECT s.name AS "table", f."from" AS "column" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f
     WHERE s.type = 'table' AND f."table" = ?`,
    parent,
  ).map((row) => ({ table: text(row, "table"), column: text(row, "column") }));
}

function clearInbox(
  database: Database,
  { before, textBefore, limit }: Retention,
): Pick<Cleared, "received" | "receivedTexts"> {
  // An answer is looked for when the escalation is due.
  const answers = optionalInteger(
    database.get(
      "SELECT min(inbox_id) AS behind FROM escalation WHERE ended_at IS NULL",
    ) ?? {},
    "behind",
  ) ?? Number.MAX_SAFE_INTEGER;
  const received = database.run(
    `DELETE FROM inbox WHERE id IN (
       SELECT id FROM (SELECT id, received_at FROM inbox ORDER BY id LIMIT ?) WHERE received_at < ? AND id <= ?
     )`,
    limit,
    before,
    answers,
  );
  const receivedTexts = database.run(
    `UPDATE inbox SET text = '', subject = '', raw = '' WHERE id IN (
       SELECT id FROM inbox WHERE received_at < ? AND (text <> '' OR raw <> '') AND id <= ? ORDER BY received_at LIMIT ?
     )`,
    textBefore,
    answers,
    limit,
  );
  return { received, receivedTexts };
}

function clearNotices(
  database: Database,
  { before, textBefore, limit }: Retention,
): number {
  const removed = database.run(
    `DELETE FROM notice WHERE id IN (
       SELECT id FROM notice WHERE state <> 'waiting' AND updated_at < ? ORDER BY updated_at LIMIT ?
     )`,
    before,
    limit,
  );
  database.run(
    `UPDATE notice SET body = '' WHERE id IN (
       SELECT id FROM notice WHERE state <> 'waiting' AND updated_at < ? AND body <> '' ORDER BY updated_at LIMIT ?
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
