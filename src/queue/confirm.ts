import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { findDelivery, moveDelivery } from "./deliveries.ts";
import { deliveryId, integer } from "./rows.ts";
import { verdictOfReports } from "./segments.ts";
import type { Change, DeliveryReport } from "./store.ts";

const comparedDigits = 8;

/** The segment that a report speaks of. */
interface Match {
  readonly id: DeliveryId;
  readonly number: number;
}

/**
 * Books a status report; undefined when it speaks of no segment known. A report on a delivery that waits, or is being sent, is
 * kept with its segment and counts when the delivery is settled as `sent`.
 */
export function confirm(
  database: Database,
  report: DeliveryReport,
): { readonly change: Change | undefined } | undefined {
  const match = newestMatch(database, report);
  if (match === undefined) return undefined;
  bookReport(database, match, report);
  return { change: conclude(database, match, report) };
}

/**
 * TP-MR wraps at 256, so the newest segment counts, and none that is too old. Networks write a recipient's number in forms of their
 * own, so its last digits must do; where it cannot be read at all, the reference alone.
 */
function newestMatch(
  database: Database,
  report: DeliveryReport,
): Match | undefined {
  const digits = lastDigits(report.recipient) ?? null;
  const row = database.get(
    `SELECT s.delivery_id, s.number FROM segment s JOIN delivery d ON d.id = s.delivery_id
     WHERE s.modem = ? AND s.reference = ? AND s.acknowledged_at >= ?
       AND (? IS NULL OR substr(ltrim(d.recipient, '+'), -${comparedDigits}) = ?)
     ORDER BY s.acknowledged_at DESC, s.delivery_id DESC, s.number DESC LIMIT 1`,
    report.modem,
    report.reference,
    report.notBefore,
    ...[digits, digits],
  );
  if (row === undefined) return undefined;
  return { id: deliveryId(row, "delivery_id"), number: integer(row, "number") };
}

function lastDigits(recipient: string | undefined): string | undefined {
  return recipient?.replaceAll(/[^0-9]/g, "").slice(-comparedDigits);
}

/** What a report says for good is not taken back by a later one. */
function bookReport(
  database: Database,
  match: Match,
  report: DeliveryReport,
): void {
  database.run(
    `UPDATE segment SET report = ?
     WHERE delivery_id = ? AND number = ? AND (report IS NULL OR report = 'trying')`,
    report.outcome,
    match.id,
    match.number,
  );
}

function conclude(
  database: Database,
  match: Match,
  report: DeliveryReport,
): Change | undefined {
  const delivery = findDelivery(database, match.id);
  if (delivery?.state !== "sent" && delivery?.state !== "uncertain") {
    return undefined;
  }
  const to = verdictOfReports(database, delivery);
  if (to === undefined) return undefined;
  const { reason, receivedAt: at } = report;
  return moveDelivery(database, delivery, { to, reason, at });
}
