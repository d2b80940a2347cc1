import {
  advance,
  type Clock,
  type DeliveryId,
  noSegments,
  type PhoneNumber,
  type Step,
} from "../model/mod.ts";
import { beginAttempt, carryOut } from "./carry_out.ts";
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
  /** Those that others have peeked at; looked into when the claim is made. */
  readonly except?: ReadonlySet<DeliveryId>;
}

/** Leases the longest-due delivery that this modem may send, an urgent one before all others. */
export function claim(
  database: Database,
  clock: Clock,
  request: ClaimRequest,
): Claim | undefined {
  const next = nextFor(database, request);
  if (next === undefined) return undefined;
  const step = withReference(database, clock, next);
  carryOut(database, next.delivery, step);
  return claimOf({ ...next, step }, request);
}

/**
 * What `claim` would lease, and as it would, but nothing is written: no lease, no reference. Undefined also when the longest-due
 * delivery needs a new reference, which only a claim can give it.
 */
export function peek(
  database: Database,
  request: Omit<ClaimRequest, "leaseUntil">,
): Claim | undefined {
  const next = nextFor(database, { ...request, leaseUntil: request.now });
  return next === undefined || next.step.restarts === true
    ? undefined
    : claimOf(next, request);
}

/**
 * Leases what was peeked at; false, and nothing is done, when it is not as it was or this modem may not send it any more. The state
 * machine has decided at the peek: its conditions stand here, and nothing else of the delivery is read again.
 */
export function take(
  database: Database,
  { deliveryId, attempt, modem, reference, possibleDuplicate }: Claim,
  { at, leaseUntil }: { readonly at: number; readonly leaseUntil: number },
): boolean {
  const leased = database.run(
    `UPDATE delivery SET state = 'sending', updated_at = ?, next_attempt_at = NULL, resume_until = NULL,
       lease_until = ?, attempt = ?, modem = ?, reference = ?, possible_duplicate = ?
     WHERE id = ? AND state = 'queued' AND attempt = ? AND next_attempt_at <= ? AND expires_at > ?
       AND (resume_until IS NULL OR resume_until <= ? OR modem = ?)`,
    ...[at, leaseUntil, attempt, modem],
    ...[reference ?? null, Number(possibleDuplicate)],
    ...[deliveryId, attempt - 1, at, at, at, modem],
  );
  if (leased === 0) return false;
  beginAttempt(database, deliveryId, { attempt, modem, updatedAt: at });
  return true;
}

/** A delivery that a modem may lease, and what that would make of it. */
interface Next {
  readonly row: Row;
  readonly delivery: Delivery;
  readonly acknowledged: readonly number[];
  readonly step: Step;
}

function nextFor(
  database: Database,
  request: ClaimRequest,
): Next | undefined {
  const row = longestDue(database, request);
  if (row === undefined) return undefined;
  const { delivery, acknowledged } = readWaiting(database, row);
  const { now: at, modem, leaseUntil } = request;
  const step = advance(delivery, { what: "claimed", at, modem, leaseUntil });
  if (step === undefined) {
    throw new Error(`Delivery ${delivery.id} is not ${modem}'s to send`);
  }
  return { row, delivery, acknowledged, step };
}

function claimOf(
  { row, delivery, acknowledged, step }: Next,
  { modem }: Pick<ClaimRequest, "modem">,
): Claim {
  const { attempt, reference, possibleDuplicate } = step.delivery;
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
  { modem, now, urgentOnly = false, except }: Omit<ClaimRequest, "leaseUntil">,
): Row | undefined {
  // For a quiet modem the others are not due before the end of time.
  const then = urgentOnly ? -1 : now;
  const skips = except !== undefined && except.size > 0;
  const skipped = skips ? [JSON.stringify([...except])] : [];
  return database.get(
    skips ? longestDueButSome : longestDueOfAll,
    ...[now, now, now, modem, ...skipped],
    ...[then, now, ...skipped],
    ...[then, now, now, modem, ...skipped],
  );
}

const longestDueOfAll = longestDueQuery("");
const longestDueButSome = longestDueQuery(
  "AND id NOT IN (SELECT value FROM json_each(?))",
);

function longestDueQuery(andNotSkipped: string): string {
  return `SELECT ${deliveryColumns}, m.accepted_at, ${shortMessageColumns}
     FROM delivery d JOIN message m ON m.key = d.message_key
     WHERE d.id = coalesce((
       SELECT id FROM delivery INDEXED BY delivery_urgent
       WHERE state = 'queued' AND priority = 0 AND next_attempt_at <= ? AND expires_at > ?
         AND (resume_until IS NULL OR resume_until <= ? OR modem = ?) ${andNotSkipped}
       ORDER BY next_attempt_at, expires_at, id LIMIT 1
     ), (
       SELECT id FROM (
         SELECT * FROM (
           SELECT id, next_attempt_at, expires_at FROM delivery INDEXED BY delivery_free
           WHERE state = 'queued' AND resume_until IS NULL AND next_attempt_at <= ? AND expires_at > ? ${andNotSkipped}
           ORDER BY next_attempt_at, expires_at, id LIMIT 1
         ) UNION ALL SELECT * FROM (
           SELECT id, next_attempt_at, expires_at FROM delivery INDEXED BY delivery_pinned
           WHERE state = 'queued' AND resume_until IS NOT NULL AND next_attempt_at <= ? AND expires_at > ?
             AND (resume_until <= ? OR modem = ?) ${andNotSkipped}
           ORDER BY next_attempt_at, expires_at, id LIMIT 1
         )
       ) ORDER BY next_attempt_at, expires_at, id LIMIT 1
     ))`;
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
  { delivery, step }: Next,
): Step {
  if (step.restarts !== true) return step;
  const reference = nextReference(database, clock, delivery.recipient);
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
