import {
  type DeliveryId,
  noSegments,
  renewedLease,
  type SegmentCounts,
  type Step,
} from "../model/mod.ts";
import type { Database } from "./database.ts";
import { integer } from "./rows.ts";
import type { Claim } from "./store.ts";

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
  const { number, at } = segment;
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
  // The modem waits with its prompt for this commit. A lease that is left as it is saves the pages of the delivery and of its index, and
  // only the segment's is written.
  const before = integer(row, "lease_until");
  const after = renewedLease(before, segment);
  if (after !== before) {
    database.run(
      "UPDATE delivery SET lease_until = ?, updated_at = ? WHERE id = ?",
      ...[after, at, id],
    );
  }
  const started = database.run(
    `INSERT INTO segment (delivery_id, number, modem, pdu_started_at, attempt) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET pdu_started_at = excluded.pdu_started_at, modem = excluded.modem, attempt = excluded.attempt
     WHERE acknowledged_at IS NULL`,
    ...[id, number, modem, at, attempt],
  );
  if (started === 0) {
    throw new Error(
      `Segment ${number} of delivery ${id} was acknowledged already and must not be sent again`,
    );
  }
}

/**
 * Takes back that a segment was begun, since its PDU was not written. Only while the lease is current: of one that is over, what was begun
 * counts as it stands. Does nothing to a segment that was acknowledged, or not begun.
 */
export function withdrawSegment(
  database: Database,
  { deliveryId: id, attempt, modem }: Claim,
  number: number,
): void {
  database.run(
    `DELETE FROM segment WHERE delivery_id = ? AND number = ? AND modem = ? AND acknowledged_at IS NULL AND EXISTS (
       SELECT 1 FROM delivery WHERE id = segment.delivery_id AND attempt = ? AND modem = segment.modem AND state = 'sending')`,
    ...[id, number, modem, attempt],
  );
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

/** What is known of the segments of a delivery that waits: the numbers of those that the network has, in order, and how many stand how. */
export function waitingSegments(
  database: Database,
  of: { readonly id: DeliveryId; readonly total: number },
): {
  readonly acknowledged: readonly number[];
  readonly counts: SegmentCounts;
} {
  const rows = database.all(
    "SELECT number, acknowledged_at, report FROM segment WHERE delivery_id = ? ORDER BY number",
    of.id,
  );
  const answered = rows.filter((row) => row["acknowledged_at"] !== null);
  const reported = (report: string) =>
    rows.filter((row) => row["report"] === report).length;
  return {
    acknowledged: answered.map((row) => integer(row, "number")),
    counts: {
      ...noSegments(of.total),
      acknowledged: answered.length,
      unanswered: rows.length - answered.length,
      delivered: reported("delivered"),
      failed: reported("failed"),
    },
  };
}

/** Those that count no more are known to the history alone. */
export function forgetSegments(
  database: Database,
  { id, attempt }: { readonly id: DeliveryId; readonly attempt: number },
  which: NonNullable<Step["forgets"]>,
): void {
  const where = which === "all" ? "" : "AND acknowledged_at IS NULL";
  database.run(
    `INSERT OR REPLACE INTO past_segment
       (delivery_id, attempt, number, modem, pdu_started_at, acknowledged_at, reference, report, report_at, report_reason)
     SELECT delivery_id, coalesce(attempt, ?), number, modem, pdu_started_at, acknowledged_at, reference, report, report_at,
       report_reason
     FROM segment WHERE delivery_id = ? ${where}`,
    ...[attempt, id],
  );
  database.run(`DELETE FROM segment WHERE delivery_id = ? ${where}`, id);
}
