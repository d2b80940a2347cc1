import type { Clock, PhoneNumber } from "../model/mod.ts";
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
import { readTimeFacts, timeColumns } from "./time_facts.ts";

/** Who asks, and until when the lease shall last. */
export interface ClaimRequest {
  readonly modem: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly urgentOnly?: boolean;
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
  const reference = optionalInteger(row, "reference");
  const earlier = earlierProgress(database, delivery, reference);
  const progress = carryOver(database, clock, { request, delivery, earlier });
  const attempt = delivery.attempt + 1;
  lease(database, { request, delivery, progress, attempt });
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    modem: request.modem,
    recipient: delivery.recipient,
    message: shortMessage(row),
    segmentCount: delivery.segmentCount,
    attempt,
    ...progress,
    expiresAt: integer(row, "expires_at"),
    ...readTimeFacts(row),
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
    `SELECT ${deliveryColumns}, d.reference, d.expires_at, ${timeColumns}, ${shortMessageColumns}
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

function earlierProgress(
  database: Database,
  delivery: Delivery,
  reference: number | undefined,
): Progress {
  const { attempt, id, possibleDuplicate } = delivery;
  const acknowledged = attempt === 0 ? [] : acknowledgedSegments(database, id);
  return { reference, acknowledged, possibleDuplicate };
}

/**
 * No reference ever spans two SIMs. Another modem than the last starts again with the first segment, and if any had
 * left, the recipient may get it twice. One of which all segments have left needs no sending, whoever takes it.
 */
function carryOver(
  database: Database,
  clock: Clock,
  from: {
    readonly request: ClaimRequest;
    readonly delivery: Delivery;
    readonly earlier: Progress;
  },
): Progress {
  const { request, delivery, earlier } = from;
  const complete = earlier.acknowledged.length === delivery.segmentCount;
  if (complete || delivery.segmentCount === 1) return earlier;
  if (delivery.modem === request.modem && earlier.reference !== undefined) {
    return earlier;
  }
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

function lease(
  database: Database,
  taken: {
    readonly request: ClaimRequest;
    readonly delivery: Delivery;
    readonly progress: Progress;
    readonly attempt: number;
  },
): void {
  const { request, delivery, progress, attempt } = taken;
  const { modem, now, leaseUntil } = request;
  assertLegal(delivery.state, "sending");
  database.run(
    `UPDATE delivery SET state = 'sending', updated_at = ?, next_attempt_at = NULL, resume_until = NULL, put_off = 0,
       lease_until = ?, attempt = ?, modem = ?, reference = ?, possible_duplicate = ?
     WHERE id = ?`,
    now,
    leaseUntil,
    attempt,
    modem,
    progress.reference ?? null,
    Number(progress.possibleDuplicate),
    delivery.id,
  );
  database.run(
    "INSERT INTO attempt (delivery_id, attempt, modem, started_at) VALUES (?, ?, ?, ?)",
    delivery.id,
    attempt,
    modem,
    now,
  );
}
