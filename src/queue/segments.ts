import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { integer } from "./rows.ts";
import type { Claim, SegmentRecord } from "./store.ts";

/** Books that a segment's PDU is about to be written, and extends a lease that has no more than half its time left. Throws when the lease is over: then it must not be. */
export function startSegment(
  database: Database,
  claim: Claim,
  segment: {
    readonly number: number;
    readonly at: number;
    readonly leaseUntil: number;
  },
): void {
  const { deliveryId: id, attempt, modem } = claim;
  const { number, at, leaseUntil } = segment;
  const row = database.get(
    "SELECT lease_until FROM delivery WHERE id = ? AND attempt = ? AND state = 'sending'",
    id,
    attempt,
  );
  if (row === undefined) {
    throw new Error(
      `The lease of delivery ${id}, attempt ${attempt}, is over: segment ${number} must not be sent`,
    );
  }
  // The modem waits with its prompt for this commit. A lease with more than half its time is left as it is: that saves
  // the pages of the delivery and of its index, and only the segment's is written.
  if (integer(row, "lease_until") - at <= (leaseUntil - at) / 2) {
    database.run(
      "UPDATE delivery SET lease_until = ?, updated_at = ? WHERE id = ?",
      leaseUntil,
      at,
      id,
    );
  }
  const started = database.run(
    `INSERT INTO segment (delivery_id, number, modem, pdu_started_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET pdu_started_at = excluded.pdu_started_at, modem = excluded.modem
     WHERE acknowledged_at IS NULL`,
    id,
    number,
    modem,
    at,
  );
  if (started === 0) {
    throw new Error(
      `Segment ${number} of delivery ${id} was acknowledged already and must not be sent again`,
    );
  }
}

/**
 * Books that the network took a segment. Also for a lease that is over, as long as no other attempt has begun and nothing
 * has cleared the segment: what is known to have left need not be sent again.
 */
export function acknowledgeSegment(
  database: Database,
  claim: Claim,
  segment: {
    readonly number: number;
    readonly reference: number;
    readonly at: number;
  },
): void {
  const { number, reference, at } = segment;
  database.run(
    `UPDATE segment SET acknowledged_at = ?, reference = ?
     WHERE delivery_id = ? AND number = ? AND acknowledged_at IS NULL
       AND (SELECT attempt FROM delivery WHERE id = segment.delivery_id) = ?`,
    at,
    reference,
    claim.deliveryId,
    number,
    claim.attempt,
  );
}

/** The numbers of a delivery's acknowledged segments, in order. */
export function acknowledgedSegments(
  database: Database,
  id: DeliveryId,
): readonly number[] {
  const rows = database.all(
    "SELECT number FROM segment WHERE delivery_id = ? AND acknowledged_at IS NOT NULL ORDER BY number",
    id,
  );
  return rows.map((row) => integer(row, "number"));
}

/** Whether some segment's PDU was begun and no answer came. */
export function hasUnanswered(database: Database, id: DeliveryId): boolean {
  return database.get(
    "SELECT 1 FROM segment WHERE delivery_id = ? AND acknowledged_at IS NULL LIMIT 1",
    id,
  ) !== undefined;
}

/** Forgets the segments that were begun and not acknowledged; tells how many. */
export function clearUnanswered(database: Database, id: DeliveryId): number {
  return database.run(
    "DELETE FROM segment WHERE delivery_id = ? AND acknowledged_at IS NULL",
    id,
  );
}

/** Forgets all segments: the delivery starts again from the first. */
export function clearSegments(database: Database, id: DeliveryId): void {
  database.run("DELETE FROM segment WHERE delivery_id = ?", id);
}

/**
 * What the status reports so far make of a delivery that was sent whole: "failed" when one segment failed, "delivered" when
 * every one arrived, undefined while any is open.
 */
export function verdictOfReports(
  database: Database,
  delivery: { readonly id: DeliveryId; readonly segmentCount: number },
): Exclude<SegmentRecord["report"], "trying"> {
  const row = database.get(
    `SELECT count(*) FILTER (WHERE report = 'delivered') AS delivered, count(*) FILTER (WHERE report = 'failed') AS failed
     FROM segment WHERE delivery_id = ?`,
    delivery.id,
  ) ?? {};
  if (integer(row, "failed") > 0) return "failed";
  return integer(row, "delivered") === delivery.segmentCount
    ? "delivered"
    : undefined;
}
