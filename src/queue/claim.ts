import type { Clock, DeliveryId, PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import {
  assertLegal,
  type Delivery,
  deliveryColumns,
  readDelivery,
} from "./deliveries.ts";
import {
  integer,
  optionalInteger,
  type Row,
  shortMessage,
  shortMessageColumns,
} from "./rows.ts";
import { acknowledgedSegments, clearSegments } from "./segments.ts";
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

/** What a delivery carries over from its earlier attempts. */
interface Progress {
  readonly reference: number | undefined;
  readonly acknowledged: readonly number[];
  readonly possibleDuplicate: boolean;
}

/** Leases the longest-due delivery that this modem may send, an urgent one before all others. */
export function claim(
  database: Database,
  clock: Clock,
  request: ClaimRequest,
): Claim | undefined {
  const row = longestDue(database, request);
  if (row === undefined) return undefined;
  const delivery = readDelivery(row);
  const earlier = earlierProgress(database, delivery, row);
  const progress = goesOn(request, delivery, earlier)
    ? earlier
    : startAgain(database, clock, { delivery, earlier });
  const claimed = claimOf(row, request, progress);
  lease(database, claimed, request);
  return claimed;
}

/**
 * What `claim` would lease, and as it would, but nothing is written: no lease, no reference. Undefined also when the longest-due
 * delivery needs a new reference, which only a claim can give it.
 */
export function peek(
  database: Database,
  request: Omit<ClaimRequest, "leaseUntil">,
): Claim | undefined {
  const row = longestDue(database, request);
  if (row === undefined) return undefined;
  const delivery = readDelivery(row);
  const earlier = earlierProgress(database, delivery, row);
  return goesOn(request, delivery, earlier)
    ? claimOf(row, request, earlier)
    : undefined;
}

/** Leases what was peeked at; false, and nothing is done, when it is not as it was or this modem may not send it any more. */
export function take(
  database: Database,
  claim: Claim,
  { at, leaseUntil }: { readonly at: number; readonly leaseUntil: number },
): boolean {
  return lease(database, claim, { now: at, leaseUntil });
}

function claimOf(
  row: Row,
  { modem }: Pick<ClaimRequest, "modem">,
  progress: Progress,
): Claim {
  const delivery = readDelivery(row);
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    modem,
    recipient: delivery.recipient,
    message: shortMessage(row),
    segmentCount: delivery.segmentCount,
    attempt: delivery.attempt + 1,
    ...progress,
    acceptedAt: integer(row, "accepted_at"),
    expiresAt: integer(row, "expires_at"),
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
  return `SELECT ${deliveryColumns}, d.reference, d.expires_at, m.accepted_at, ${shortMessageColumns}
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

function earlierProgress(
  database: Database,
  { attempt, id, possibleDuplicate }: Delivery,
  row: Row,
): Progress {
  const reference = optionalInteger(row, "reference");
  const acknowledged = attempt === 0 ? [] : acknowledgedSegments(database, id);
  return { reference, acknowledged, possibleDuplicate };
}

/** Whether a modem sends what is left of a delivery as it stands; one of which all segments have left needs no sending, whoever takes it. */
function goesOn(
  { modem }: Pick<ClaimRequest, "modem">,
  delivery: Delivery,
  { acknowledged, reference }: Progress,
): boolean {
  const { segmentCount } = delivery;
  if (segmentCount === 1 || acknowledged.length === segmentCount) return true;
  return delivery.modem === modem && reference !== undefined;
}

/**
 * No reference ever spans two SIMs. Another modem than the last starts again with the first segment, and if any had
 * left, the recipient may get it twice.
 */
function startAgain(
  database: Database,
  clock: Clock,
  { delivery, earlier }: {
    readonly delivery: Delivery;
    readonly earlier: Progress;
  },
): Progress {
  const restarted = earlier.acknowledged.length > 0;
  if (restarted) clearSegments(database, delivery.id);
  return {
    reference: nextReference(database, clock, delivery.recipient),
    acknowledged: [],
    possibleDuplicate: earlier.possibleDuplicate || restarted,
  };
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

// The conditions are those of `longestDue`: of a delivery that was only peeked at they may hold no more.
function lease(
  database: Database,
  { deliveryId, attempt, modem, reference, possibleDuplicate }: Claim,
  { now, leaseUntil }: Pick<ClaimRequest, "now" | "leaseUntil">,
): boolean {
  assertLegal("queued", "sending");
  const leased = database.run(
    `UPDATE delivery SET state = 'sending', updated_at = ?, next_attempt_at = NULL, resume_until = NULL,
       lease_until = ?, attempt = ?, modem = ?, reference = ?, possible_duplicate = ?
     WHERE id = ? AND state = 'queued' AND attempt = ? AND next_attempt_at <= ? AND expires_at > ?
       AND (resume_until IS NULL OR resume_until <= ? OR modem = ?)`,
    ...[now, leaseUntil, attempt, modem],
    ...[reference ?? null, Number(possibleDuplicate)],
    ...[deliveryId, attempt - 1, now, now, now, modem],
  );
  if (leased === 0) return false;
  database.run(
    "INSERT INTO attempt (delivery_id, attempt, modem, started_at) VALUES (?, ?, ?, ?)",
    deliveryId,
    attempt,
    modem,
    now,
  );
  return true;
}
