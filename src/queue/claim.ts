import {
  advance,
  type Clock,
  noSegments,
  type PhoneNumber,
  type Step,
} from "../model/mod.ts";
import { beginAttempt, carryOut } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { type Delivery, readDelivery } from "./deliveries.ts";
import { routeName } from "./routes.ts";
import { deliveryId, integer, type Row, shortMessage } from "./rows.ts";
import { waitingSegments } from "./segments.ts";
import {
  type ClaimRequest,
  type PeekRequest,
  selectNext,
} from "./select_next.ts";
import { isKept, keepModem, nextAmongSticky } from "./sticky.ts";
import type { Claim } from "./store.ts";
import { readTimeFacts } from "./time_facts.ts";

/** Leases the delivery that this modem takes next: see `selectNext`. */
export function claim(
  database: Database,
  clock: Clock,
  request: ClaimRequest,
): Claim | undefined {
  const row = request.routes === undefined
    ? selectNext(database, request)
    : nextAmongSticky(database, request);
  if (row === undefined) return undefined;
  const next = nextOf(database, row, request);
  const step = withReference(database, clock, next);
  carryOut(database, next.delivery, step);
  keepModem(database, next.delivery, request);
  return claimOf(database, { ...next, step }, request);
}

/**
 * What `claim` would lease, and as it would, but nothing is written: no lease, no reference. Undefined also when that
 * delivery needs a new reference, or a modem for its recipient to keep, which only a claim can give it.
 */
export function peek(
  database: Database,
  request: PeekRequest,
): Claim | undefined {
  const row = selectNext(database, request);
  if (row === undefined) return undefined;
  if (!isKept(database, row, request)) return undefined;
  const next = nextOf(database, row, { ...request, leaseUntil: request.now });
  return next.step.restarts === true
    ? undefined
    : claimOf(database, next, request);
}

/**
 * Leases what was peeked at; false, and nothing is done, when it is not as it was or this modem may not send it any more. The state
 * machine has decided at the peek: its conditions stand here (but for the routes, which a modem does not lose in so short a time), and
 * nothing else of the delivery is read again.
 */
export function take(
  database: Database,
  { deliveryId, attempt, modem, reference, possibleDuplicate }: Claim,
  { at, leaseUntil }: { readonly at: number; readonly leaseUntil: number },
): boolean {
  const leased = database.run(
    `UPDATE delivery SET state = 'sending', updated_at = ?, next_attempt_at = NULL, resume_until = NULL, put_off = 0,
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

function nextOf(
  database: Database,
  row: Row,
  { now: at, modem, leaseUntil }: ClaimRequest,
): Next {
  const { delivery, acknowledged } = readWaiting(database, row);
  const step = advance(delivery, { what: "claimed", at, modem, leaseUntil });
  if (step === undefined) {
    throw new Error(`Delivery ${delivery.id} is not ${modem}'s to send`);
  }
  return { row, delivery, acknowledged, step };
}

function claimOf(
  database: Database,
  { row, delivery, acknowledged, step }: Next,
  { modem }: Pick<ClaimRequest, "modem">,
): Claim {
  const { attempt, reference, possibleDuplicate } = step.delivery;
  const route = delivery.route === undefined
    ? undefined
    : routeName(database, delivery.route);
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
    expiresAt: delivery.expiresAt,
    ...readTimeFacts(row),
    ...(route === undefined ? {} : { route }),
  };
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
