import type { Clock, PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { assertLegal, type Delivery, readDelivery } from "./deliveries.ts";
import { routeName } from "./routes.ts";
import { integer, optionalInteger, shortMessage } from "./rows.ts";
import { acknowledgedSegments, clearSegments } from "./segments.ts";
import { type ClaimRequest, selectNext } from "./select_next.ts";
import { keepModem, nextAmongSticky } from "./sticky.ts";
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
  const reference = optionalInteger(row, "reference");
  const earlier = earlierProgress(database, delivery, reference);
  const progress = carryOver(database, clock, { request, delivery, earlier });
  const attempt = delivery.attempt + 1;
  lease(database, { request, delivery, progress, attempt });
  const route = delivery.route === undefined
    ? undefined
    : routeName(database, delivery.route);
  if (route !== undefined) keepModem(database, delivery, request);
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    modem: request.modem,
    recipient: delivery.recipient,
    message: shortMessage(row),
    segmentCount: delivery.segmentCount,
    attempt,
    ...progress,
    acceptedAt: integer(row, "accepted_at"),
    expiresAt: integer(row, "expires_at"),
    ...(route === undefined ? {} : { route }),
  };
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
    `UPDATE delivery SET state = 'sending', updated_at = ?, next_attempt_at = NULL, resume_until = NULL,
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
