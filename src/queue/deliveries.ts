import {
  type DeliveryId,
  type DeliveryState,
  leadsTo,
  type MessageId,
  type PhoneNumber,
} from "../model/mod.ts";
import type { Database } from "./database.ts";
import {
  deliveryId,
  flag,
  integer,
  messageId,
  optionalInteger,
  optionalText,
  phoneNumber,
  type Row,
  state,
  text,
} from "./rows.ts";
import type { Change } from "./store.ts";

/** What a change of state needs to know of the delivery it changes. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly messageId: MessageId;
  readonly recipient: PhoneNumber;
  readonly state: DeliveryState;
  readonly reason: string;
  readonly modem: string | undefined;
  readonly attempt: number;
  readonly segmentCount: number;
  readonly possibleDuplicate: boolean;
  /** The key of its route; undefined for one that may go anywhere. */
  readonly route: number | undefined;
}

/** The columns that `readDelivery` reads; the tables stand as `d` (delivery) and `m` (message). */
export const deliveryColumns =
  "d.id, m.id AS message_id, d.recipient, d.state, d.reason, d.modem, d.attempt, m.segment_count, d.possible_duplicate, d.route";

/** Reads the columns of `deliveryColumns`. */
export function readDelivery(row: Row): Delivery {
  return {
    id: deliveryId(row, "id"),
    messageId: messageId(row, "message_id"),
    recipient: phoneNumber(row, "recipient"),
    state: state(row, "state"),
    reason: text(row, "reason"),
    modem: optionalText(row, "modem"),
    attempt: integer(row, "attempt"),
    segmentCount: integer(row, "segment_count"),
    possibleDuplicate: flag(row, "possible_duplicate"),
    route: optionalInteger(row, "route"),
  };
}

/** One delivery by its id. */
export function findDelivery(
  database: Database,
  id: DeliveryId,
): Delivery | undefined {
  const row = database.get(
    `SELECT ${deliveryColumns} FROM delivery d JOIN message m ON m.key = d.message_key WHERE d.id = ?`,
    id,
  );
  return row && readDelivery(row);
}

/** Where a delivery goes. What is not given is cleared, but `possibleDuplicate`, which stays as it was. */
export interface Move {
  readonly to: DeliveryState;
  readonly reason: string;
  readonly at: number;
  readonly nextAttemptAt?: number;
  readonly resumeUntil?: number | undefined;
  readonly possibleDuplicate?: boolean;
  /** With `merged`, and only then. */
  readonly mergedInto?: DeliveryId;
}

/** Changes a delivery's state; every change but a claim goes through here. A move that `leadsTo` forbids is a bug, and throws. */
export function moveDelivery(
  database: Database,
  delivery: Delivery,
  move: Move,
): Change {
  assertLegal(delivery.state, move.to);
  const possibleDuplicate = move.possibleDuplicate ??
    delivery.possibleDuplicate;
  database.run(
    `UPDATE delivery SET state = ?, reason = ?, updated_at = ?, next_attempt_at = ?, lease_until = NULL,
       resume_until = ?, possible_duplicate = ?, merged_into = ? WHERE id = ?`,
    move.to,
    move.reason,
    move.at,
    move.nextAttemptAt ?? null,
    move.resumeUntil ?? null,
    Number(possibleDuplicate),
    move.mergedInto ?? null,
    delivery.id,
  );
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    recipient: delivery.recipient,
    from: delivery.state,
    to: move.to,
    reason: move.reason,
    possibleDuplicate,
  };
}

/** Throws when the states' law (`leadsTo` of the model) forbids the step. */
export function assertLegal(from: DeliveryState, to: DeliveryState): void {
  if (leadsTo(from, to)) return;
  throw new Error(`A delivery may not go from "${from}" to "${to}"`);
}
