import { advance, type Happening, type MessageId } from "../model/mod.ts";
import { carryOut } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";
import { isMerging, leaveGathering } from "./gathering.ts";
import { force } from "./put_off.ts";
import { readRecord, recordColumns } from "./records.ts";
import { deliveryId } from "./rows.ts";
import type { Change, DeliveryRecord, OperatorResult } from "./store.ts";

/**
 * Makes waiting deliveries due now and returns held ones to the queue. A delivery that was due already is unchanged; one
 * that is made due reports a change from `queued` to `queued`. No rule of time holds any of them back from then on. No rule of time holds any of them back from then on.
 */
export function retry(
  database: Database,
  id: MessageId,
  when: { readonly now: number; readonly resumeWaitMs: number },
): OperatorResult {
  const { now: at, resumeWaitMs } = when;
  return onEach(database, id, { what: "retried", at, resumeWaitMs });
}

/** Cancels the deliveries that wait or are held. */
export function cancel(
  database: Database,
  id: MessageId,
  now: number,
): OperatorResult {
  return onEach(database, id, { what: "cancelled", at: now });
}

function onEach(
  database: Database,
  id: MessageId,
  happening: Happening,
): OperatorResult {
  const rows = database.all(
    `SELECT ${recordColumns} FROM message m JOIN delivery d ON d.message_key = m.key
     WHERE m.id = ? ORDER BY d.id`,
    id,
  );
  const changed: Change[] = [];
  const unchanged: DeliveryRecord[] = [];
  for (const row of rows) {
    const delivery = findDelivery(database, deliveryId(row, "id"));
    // One SMS tells of a gathered one already, so it has no way of its own any more.
    const step = delivery && !isMerging(database, delivery.id)
      ? advance(delivery, happening)
      : undefined;
    // Also one that is due already: it may be put off before a modem takes it.
    if (happening.what === "retried") force(database, deliveryId(row, "id"));
    if (delivery === undefined || step === undefined) {
      unchanged.push(readRecord(row));
      continue;
    }
    const change = carryOut(database, delivery, step);
    leaveGathering(database, delivery.id);
    changed.push(
      step.note?.what === "hastened"
        ? { ...change, reason: "Made due by the operator" }
        : change,
    );
  }
  return { changed, unchanged };
}
