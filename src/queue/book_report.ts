import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { noteHappening } from "./happenings.ts";
import { integer, oneOf, optionalText } from "./rows.ts";
import type { DeliveryReport } from "./store.ts";

/** A segment that counts. */
export interface Booked {
  readonly id: DeliveryId;
  readonly number: number;
  /** Whether only the report tells that the network has it. */
  readonly inDoubt: boolean;
}

/** What was reported of a segment before. */
interface Known {
  readonly attempt: number;
  readonly outcome: DeliveryReport["outcome"];
  readonly at: number;
  readonly reason: string;
}

/**
 * Writes down what a report says of a segment, and tells how the segment stood before. What was reported for good is not taken back by a
 * later report; whatever else was said is left to the history.
 */
export function bookReport(
  database: Database,
  booked: Booked,
  report: DeliveryReport,
): "unanswered" | "open" | "closed" {
  if (booked.inDoubt) acknowledgeLate(database, booked, report);
  const known = knownOf(database, booked);
  const { outcome, reason, receivedAt } = report;
  const says = { attempt: known?.attempt ?? 0, outcome, reason };
  const same = known?.outcome === outcome &&
    (known.reason === reason || outcome !== "trying");
  const closed = known !== undefined && known.outcome !== "trying";
  if (same) return closed ? "closed" : "open";
  if (closed) {
    leave(database, booked, { ...says, at: receivedAt });
    return "closed";
  }
  if (known !== undefined) leave(database, booked, known);
  database.run(
    "UPDATE segment SET report = ?, report_at = ?, report_reason = ? WHERE delivery_id = ? AND number = ?",
    ...[outcome, receivedAt, reason, booked.id, booked.number],
  );
  return booked.inDoubt ? "unanswered" : "open";
}

/** The network has it, and this is its reference: it need not be sent again, whatever becomes of the others. */
function acknowledgeLate(
  database: Database,
  { id, number }: Booked,
  { receivedAt, reference }: DeliveryReport,
): void {
  database.run(
    "UPDATE segment SET acknowledged_at = ?, reference = ? WHERE delivery_id = ? AND number = ?",
    ...[receivedAt, reference, id, number],
  );
}

function knownOf(
  database: Database,
  { id, number }: Booked,
): Known | undefined {
  const row = database.get(
    `SELECT coalesce(s.attempt, d.attempt) AS attempt, s.report, coalesce(s.report_at, s.acknowledged_at) AS at, s.report_reason
     FROM segment s JOIN delivery d ON d.id = s.delivery_id
     WHERE s.delivery_id = ? AND s.number = ? AND s.report IS NOT NULL`,
    ...[id, number],
  );
  return row && {
    attempt: integer(row, "attempt"),
    outcome: oneOf(["delivered", "trying", "failed"], row, "report"),
    at: integer(row, "at"),
    reason: optionalText(row, "report_reason") ?? "",
  };
}

/** Networks repeat themselves: the same words are kept once. */
function leave(
  database: Database,
  { id: deliveryId, number: segment }: Booked,
  { attempt, at, outcome, reason }: Known,
): void {
  const known = database.get(
    `SELECT 1 FROM happening WHERE delivery_id = ? AND what = 'reported' AND attempt = ? AND segment = ? AND outcome = ?
       AND reason = ?`,
    ...[deliveryId, attempt, segment, outcome, reason],
  );
  if (known !== undefined) return;
  const said = { what: "reported", segment, outcome, reason } as const;
  noteHappening(database, { deliveryId, attempt, at, ...said });
}
