import {
  advance,
  type Clock,
  noSegments,
  type PhoneNumber,
  type Step,
} from "../model/mod.ts";
import { carryOut } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { type Delivery, deliveryColumns, readDelivery } from "./deliveries.ts";
import {
  deliveryId,
  integer,
  type Row,
  shortMessage,
  shortMessageColumns,
} from "./rows.ts";
import { waitingSegments } from "./segments.ts";
import type { Claim } from "./store.ts";

/** Who asks, and until when the lease shall last. */
export interface ClaimRequest {
  readonly modem: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly urgentOnly?: boolean;
}

/** Leases the longest-due delivery that this modem may send, an urgent one before all others. */
export function claim(
  database: Database,
  clock: Clock,
  request: ClaimRequest,
): Claim | undefined {
  const row = longestDue(database, request);
  if (row === undefined) return undefined;
  const { delivery, acknowledged } = readWaiting(database, row);
  const { now: at, modem, leaseUntil } = request;
  const step = advance(delivery, { what: "claimed", at, modem, leaseUntil });
  if (step === undefined) {
    throw new Error(`Delivery ${delivery.id} is not ${modem}'s to send`);
  }
  const leased = withReference(database, clock, { step, of: delivery });
  carryOut(database, delivery, leased);
  const { attempt, reference, possibleDuplicate } = leased.delivery;
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    modem,
    recipient: delivery.recipient,
    message: shortMessage(row),
    segmentCount: delivery.segments.total,
    attempt,
    reference,
    acknowledged: step.restarts === true ? [] : acknowledged,
    possibleDuplicate,
    acceptedAt: integer(row, "accepted_at"),
    expiresAt: delivery.expiresAt,
  };
}

/**
 * The head of the urgent deliveries, else the head of the free ones or of the pinned ones, whichever has been due longer. The pinned
 * stand in an index of their own, so that those of a dead modem are not in the way of the others; they are few.
 */
function longestDue(
  database: Database,
  { modem, now, urgentOnly = false }: ClaimRequest,
): Row | undefined {
  // For a quiet modem the others are not due before the end of time.
  const then = urgentOnly ? -1 : now;
  return database.get(
    `SELECT ${deliveryColumns}, m.accepted_at, ${shortMessageColumns}
     FROM delivery d JOIN message m ON m.key = d.message_key
     WHERE d.id = coalesce((
       SELECT id FROM delivery INDEXED BY delivery_urgent
       WHERE state = 'queued' AND priority = 0 AND next_attempt_at <= ? AND expires_at > ?
         AND (resume_until IS NULL OR resume_until <= ? OR modem = ?)
       ORDER BY next_attempt_at, expires_at, id LIMIT 1
     ), (
       SELECT id FROM (
         SELECT * FROM (
           SELECT id, next_attempt_at, expires_at FROM delivery INDEXED BY delivery_free
           WHERE state = 'queued' AND resume_until IS NULL AND next_attempt_at <= ? AND expires_at > ?
           ORDER BY next_attempt_at, expires_at, id LIMIT 1
         ) UNION ALL SELECT * FROM (
           SELECT id, next_attempt_at, expires_at FROM delivery INDEXED BY delivery_pinned
           WHERE state = 'queued' AND resume_until IS NOT NULL AND next_attempt_at <= ? AND expires_at > ?
             AND (resume_until <= ? OR modem = ?)
           ORDER BY next_attempt_at, expires_at, id LIMIT 1
         )
       ) ORDER BY next_attempt_at, expires_at, id LIMIT 1
     ))`,
    ...[now, now, now, modem],
    ...[then, now],
    ...[then, now, now, modem],
  );
}

/** Before its first attempt nothing of a delivery was begun. */
function readWaiting(
  database: Database,
  row: Row,
): { readonly delivery: Delivery; readonly acknowledged: readonly number[] } {
  const total = integer(row, "segment_count");
  const fresh = integer(row, "attempt") === 0;
  const { acknowledged, counts } = fresh
    ? { acknowledged: [], counts: noSegments(total) }
    : waitingSegments(database, { id: deliveryId(row, "id"), total });
  return { delivery: readDelivery(row, counts), acknowledged };
}

function withReference(
  database: Database,
  clock: Clock,
  { step, of }: { readonly step: Step; readonly of: Delivery },
): Step {
  if (step.restarts !== true) return step;
  const reference = nextReference(database, clock, of.recipient);
  return { ...step, delivery: { ...step.delivery, reference } };
}

/** Starts anywhere, so that a new database does not repeat the references of the old one. */
function nextReference(
  database: Database,
  clock: Clock,
  recipient: PhoneNumber,
): number {
  const row = database.get(
    `INSERT INTO concat_reference (recipient, last) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET last = (last + 1) & 65535 RETURNING last`,
    recipient,
    Math.floor(clock.random() * 65_536),
  );
  return integer(row ?? {}, "last");
}
