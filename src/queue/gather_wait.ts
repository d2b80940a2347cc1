import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { deliveryId, integer } from "./rows.ts";
import type { Pace } from "./storm.ts";

/** So many deliveries change in one commit. */
const rowsAtOnce = 500;

/**
 * Puts off what would soon go out by itself although its gathering has not had its chance to close: one step, from behind `after` on.
 * Returns the last delivery that it looked at.
 */
export function postpone(
  database: Database,
  after: DeliveryId | undefined,
  { now, graceMs }: { readonly now: number; readonly graceMs: number },
): DeliveryId | undefined {
  const rows = database.all(
    `SELECT d.id, d.next_attempt_at, max(s.closes_at, ?) + ? AS due
     FROM gathered g JOIN gathering s ON s.id = g.gathering_id JOIN delivery d ON d.id = g.delivery_id
     WHERE g.delivery_id > ? AND d.state = 'queued' AND d.attempt = 0
     ORDER BY g.delivery_id LIMIT ${rowsAtOnce}`,
    now,
    graceMs,
    after ?? 0,
  );
  for (const row of rows) {
    const due = integer(row, "due");
    const early = due - integer(row, "next_attempt_at");
    if (early <= graceMs / 2) continue;
    database.run(
      "UPDATE delivery SET next_attempt_at = ?, expires_at = expires_at + ? WHERE id = ?",
      due,
      early,
      deliveryId(row, "id"),
    );
  }
  const last = rows.at(-1);
  return last && deliveryId(last, "id");
}

/**
 * Gatherings by recipient and those that are due close one after the other from now on. Those of texts that are alike close with their
 * window, which may be a shorter one than when they began: whatever else they waited for, such as quiet hours, is asked anew then.
 */
export function stagger(
  database: Database,
  now: number,
  { spacingMs, windowMs }: Pace,
): void {
  database.run(
    `UPDATE gathering SET closes_at = opened_at + ?
     WHERE merged_into IS NULL AND likeness <> '' AND closes_at > opened_at + ?`,
    windowMs,
    windowMs,
  );
  database.run(
    `UPDATE gathering SET closes_at = turn.at FROM (
       SELECT id, CAST(? + (row_number() OVER (ORDER BY opened_at, id) - 1) * ? AS INTEGER) AS at FROM gathering
       WHERE merged_into IS NULL AND (likeness = '' OR closes_at <= ?)
     ) AS turn WHERE gathering.id = turn.id`,
    now,
    spacingMs,
    now,
  );
}

/** How many deliveries wait in gatherings. */
export function countGathered(database: Database): number {
  return integer(
    database.get("SELECT count(*) AS count FROM gathered") ?? {},
    "count",
  );
}
