import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { type Delivery, moveDelivery } from "./deliveries.ts";
import { acknowledgedSegments, clearUnanswered } from "./segments.ts";
import type { Change } from "./store.ts";

/** How a delivery goes back to the queue without its dispatcher. */
export interface Requeue {
  readonly now: number;
  readonly reason: string;
  /** How long only the modem that has sent a part of it may take it, in milliseconds. */
  readonly resumeWaitMs: number;
}

/**
 * Makes a delivery due now and keeps what the network took: its modem goes on with the next segment. One with a segment
 * that was begun and not answered will be sent at least partly again, and is marked.
 */
export function requeue(
  database: Database,
  delivery: Delivery,
  { now, reason, resumeWaitMs }: Requeue,
): Change {
  const repeated = clearUnanswered(database, delivery.id) > 0;
  const acknowledged = acknowledgedSegments(database, delivery.id).length;
  const partly = acknowledged > 0 && acknowledged < delivery.segmentCount;
  return moveDelivery(database, delivery, {
    to: "queued",
    reason,
    at: now,
    nextAttemptAt: now,
    resumeUntil: partly ? now + resumeWaitMs : undefined,
    possibleDuplicate: delivery.possibleDuplicate || repeated,
  });
}

/** Makes a delivery due now, if it is queued and would be due later; true when that changed it. A pin to a modem stays. */
export function makeDue(
  database: Database,
  id: DeliveryId,
  now: number,
): boolean {
  return database.run(
    `UPDATE delivery SET next_attempt_at = ?, updated_at = ? WHERE id = ? AND state = 'queued' AND next_attempt_at > ?`,
    ...[now, now],
    id,
    now,
  ) > 0;
}
