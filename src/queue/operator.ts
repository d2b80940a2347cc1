import type { MessageId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { type Delivery, moveDelivery, readDelivery } from "./deliveries.ts";
import { readRecord, recordColumns } from "./records.ts";
import { force } from "./put_off.ts";
import { makeDue, requeue } from "./requeue.ts";
import type { Change, DeliveryRecord, OperatorResult } from "./store.ts";

/** What one of the operator's commands makes of a delivery: a change, or undefined where it has nothing to say. */
type Command = (delivery: Delivery) => Change | undefined;

/**
 * Makes waiting deliveries due now and returns held ones to the queue. A delivery that was due already is unchanged; one
 * that is made due reports a change from `queued` to `queued`. No rule of time holds any of them back from then on.
 */
export function retry(
  database: Database,
  id: MessageId,
  when: { readonly now: number; readonly resumeWaitMs: number },
): OperatorResult {
  const reason = "Retried by the operator";
  return onEach(database, id, (delivery) => {
    switch (delivery.state) {
      case "queued":
        force(database, delivery.id);
        return hasten(database, delivery, when.now);
      case "held":
        force(database, delivery.id);
        return requeue(database, delivery, { ...when, reason });
      default:
        return undefined;
    }
  });
}

/** Cancels the deliveries that wait or are held. */
export function cancel(
  database: Database,
  id: MessageId,
  now: number,
): OperatorResult {
  const reason = "Cancelled by the operator";
  return onEach(
    database,
    id,
    (delivery) =>
      delivery.state === "queued" || delivery.state === "held"
        ? moveDelivery(database, delivery, { to: "cancelled", reason, at: now })
        : undefined,
  );
}

function onEach(
  database: Database,
  id: MessageId,
  command: Command,
): OperatorResult {
  const rows = database.all(
    `SELECT ${recordColumns} FROM message m JOIN delivery d ON d.message_key = m.key
     WHERE m.id = ? ORDER BY d.id`,
    id,
  );
  const changed: Change[] = [];
  const unchanged: DeliveryRecord[] = [];
  for (const row of rows) {
    const change = command(readDelivery(row));
    if (change !== undefined) changed.push(change);
    else unchanged.push(readRecord(row));
  }
  return { changed, unchanged };
}

/** A pin to a modem stays: the others could only start from the first segment. */
function hasten(
  database: Database,
  delivery: Delivery,
  now: number,
): Change | undefined {
  if (!makeDue(database, delivery.id, now)) return undefined;
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    recipient: delivery.recipient,
    from: "queued",
    to: "queued",
    reason: "Made due by the operator",
    possibleDuplicate: delivery.possibleDuplicate,
  };
}
