import {
  type Delivery as Standing,
  type DeliveryId,
  type DeliveryState,
  leadsTo,
  type MessageId,
  type PhoneNumber,
  type SegmentCounts,
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

/** A delivery as it stands, and whose it is. */
export type Delivery = Standing & {
  readonly id: DeliveryId;
  readonly messageId: MessageId;
  readonly recipient: PhoneNumber;
  /** The key of its route; undefined for one that may go anywhere. */
  readonly route: number | undefined;
};

/**
 * The columns that `readDelivery` reads; the tables stand as `d` (delivery) and `m` (message). No state has two of the three that are one
 * here, and each column costs every claim and every settlement.
 */
export const deliveryColumns =
  `d.id, m.id AS message_id, d.recipient, d.state, d.reason, d.updated_at, d.expires_at, d.send_at, d.attempt, d.modem, d.reference,
   coalesce(d.next_attempt_at, d.lease_until, d.merged_into) AS particular, d.resume_until, m.segment_count, d.possible_duplicate, d.route`;

/** Reads the columns of `deliveryColumns`. */
export function readDelivery(row: Row, segments: SegmentCounts): Delivery {
  return {
    id: deliveryId(row, "id"),
    messageId: messageId(row, "message_id"),
    recipient: phoneNumber(row, "recipient"),
    updatedAt: integer(row, "updated_at"),
    expiresAt: integer(row, "expires_at"),
    sendAt: optionalInteger(row, "send_at"),
    attempt: integer(row, "attempt"),
    modem: optionalText(row, "modem"),
    reference: optionalInteger(row, "reference"),
    reason: text(row, "reason"),
    possibleDuplicate: flag(row, "possible_duplicate"),
    route: optionalInteger(row, "route"),
    segments,
    ...readState(row),
  };
}

function readState(row: Row) {
  const name = state(row, "state");
  switch (name) {
    case "queued": {
      const nextAttemptAt = integer(row, "particular");
      const resumeUntil = optionalInteger(row, "resume_until");
      return { state: name, nextAttemptAt, resumeUntil };
    }
    case "sending":
      return { state: name, leaseUntil: integer(row, "particular") };
    case "uncertain":
      return { state: name, resolveAt: integer(row, "particular") };
    case "merged":
      return { state: name, into: deliveryId(row, "particular") };
    default:
      return { state: name };
  }
}

/** One delivery by its id. */
export function findDelivery(
  database: Database,
  id: DeliveryId,
): Delivery | undefined {
  const row = database.get(
    `SELECT ${deliveryColumns}, ${countColumns}
     FROM delivery d JOIN message m ON m.key = d.message_key LEFT JOIN segment s ON s.delivery_id = d.id
     WHERE d.id = ?`,
    id,
  );
  // Of a delivery that is not there the counts are a row, too.
  const none = row === undefined || row["id"] === null;
  return none ? undefined : readDelivery(row, readCounts(row));
}

/** The deliveries of rows that have their `id`, in their order. */
export function findDeliveries(
  database: Database,
  rows: readonly Row[],
): readonly Delivery[] {
  return rows.flatMap((row) =>
    findDelivery(database, deliveryId(row, "id")) ?? []
  );
}

/** The segments stand as `s`. */
const countColumns =
  `count(s.acknowledged_at) AS acknowledged, count(s.number) - count(s.acknowledged_at) AS unanswered,
   count(*) FILTER (WHERE s.report = 'delivered') AS delivered, count(*) FILTER (WHERE s.report = 'failed') AS failed`;

function readCounts(row: Row): SegmentCounts {
  return {
    total: integer(row, "segment_count"),
    acknowledged: integer(row, "acknowledged"),
    unanswered: integer(row, "unanswered"),
    delivered: integer(row, "delivered"),
    failed: integer(row, "failed"),
  };
}

/** Throws when the states' law (`leadsTo` of the model) forbids the step. */
export function assertLegal(from: DeliveryState, to: DeliveryState): void {
  if (from === to || leadsTo(from, to)) return;
  throw new Error(`A delivery may not go from "${from}" to "${to}"`);
}
