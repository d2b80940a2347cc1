import type { Clock, PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { assertLegal, type Delivery, readDelivery } from "./deliveries.ts";
import { routeName } from "./routes.ts";
import { integer, optionalInteger, type Row, shortMessage } from "./rows.ts";
import { acknowledgedSegments, clearSegments } from "./segments.ts";
import {
  type ClaimRequest,
  type PeekRequest,
  selectNext,
} from "./select_next.ts";
import { isKept, keepModem, nextAmongSticky } from "./sticky.ts";
import type { Claim } from "./store.ts";

/** What a delivery carries over from its earlier attempts. */
interface Progress {
  readonly reference: number | undefined;
  readonly acknowledged: readonly number[];
  readonly possibleDuplicate: boolean;
}

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
  const delivery = readDelivery(row);
  const earlier = earlierProgress(database, delivery, row);
  const progress = goesOn(request, delivery, earlier)
    ? earlier
    : startAgain(database, clock, { delivery, earlier });
  const claimed = claimOf(database, row, { ...progress, modem: request.modem });
  lease(database, claimed, request);
  keepModem(database, delivery, request);
  return claimed;
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
  const delivery = readDelivery(row);
  const earlier = earlierProgress(database, delivery, row);
  return goesOn(request, delivery, earlier)
    ? claimOf(database, row, { ...earlier, modem: request.modem })
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
  database: Database,
  row: Row,
  taken: Progress & Pick<ClaimRequest, "modem">,
): Claim {
  const delivery = readDelivery(row);
  const route = delivery.route === undefined
    ? undefined
    : routeName(database, delivery.route);
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    recipient: delivery.recipient,
    message: shortMessage(row),
    segmentCount: delivery.segmentCount,
    attempt: delivery.attempt + 1,
    ...taken,
    acceptedAt: integer(row, "accepted_at"),
    expiresAt: integer(row, "expires_at"),
    ...(route === undefined ? {} : { route }),
  };
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

// The conditions are those of `selectNext`, but for the routes, which a modem does not lose in so short a time: of a delivery that was only peeked at they may hold no more.
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
