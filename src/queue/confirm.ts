import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { findDelivery, moveDelivery } from "./deliveries.ts";
import { forgetEarly, keepEarly, readEarly } from "./early_reports.ts";
import { deliveryId, integer, text } from "./rows.ts";
import { verdictOfReports } from "./segments.ts";
import type { Change, DeliveryReport } from "./store.ts";

const comparedDigits = 8;

/** By how much the clocks of the service centre and of this machine may differ where the times of two events are compared. */
const clocksDifferMs = 2 * 60_000;

/** A service centre in the wrong time zone is off by less; a report that is off by more has lain in the modem. */
const zonesDifferMs = 24 * 3_600_000;

/** The segment that a report speaks of. */
interface Match {
  readonly id: DeliveryId;
  readonly number: number;
  /** Whether only the report tells that the network has it. */
  readonly inDoubt: boolean;
}

/**
 * Books a status report. One that speaks of no segment known is kept for `confirmEarly`, and the result is undefined. A report
 * on a delivery that waits, or is being sent, is kept with its segment and counts when the delivery is settled as `sent`.
 */
export function confirm(
  database: Database,
  report: DeliveryReport,
): { readonly change: Change | undefined } | undefined {
  const match = newestMatch(database, report) ?? onlyDoubt(database, report);
  if (match === undefined) {
    keepEarly(database, report);
    return undefined;
  }
  bookReport(database, match, report);
  return { change: conclude(database, match, report) };
}

/**
 * Books those kept reports whose segments are known by now, or by this acknowledgement: a segment that was begun after a report had
 * come is not meant.
 */
export function confirmEarly(
  database: Database,
  now: number,
  acknowledged?: { readonly modem: string; readonly reference: number },
): readonly { readonly change: Change; readonly modem: string }[] {
  const changes: { readonly change: Change; readonly modem: string }[] = [];
  for (const { id, report } of readEarly(database, now, acknowledged)) {
    const begunUntil = report.receivedAt;
    const match = newestMatch(database, report, begunUntil) ??
      onlyDoubt(database, report);
    if (match === undefined) continue;
    forgetEarly(database, id);
    bookReport(database, match, report);
    const change = conclude(database, match, report);
    if (change !== undefined) changes.push({ change, modem: report.modem });
  }
  return changes;
}

/**
 * TP-MR wraps at 256, so the newest segment counts, and none that is too old. Networks write a recipient's number in forms of their
 * own, so its last digits must do; where it cannot be read at all, the reference alone. A report may have lain in the modem for days:
 * segments that were begun a day after the service centre had the SMS come after all others.
 */
function newestMatch(
  database: Database,
  report: DeliveryReport,
  begunUntil = Number.MAX_SAFE_INTEGER,
): Match | undefined {
  const { sentAt = Number.MAX_SAFE_INTEGER } = report;
  const likely = Math.min(begunUntil, sentAt + zonesDifferMs);
  return newestBegunUntil(database, report, likely) ??
    newestBegunUntil(database, report, begunUntil);
}

// In the order of its index, so that the first row that fits is the last that is read.
function newestBegunUntil(
  database: Database,
  report: DeliveryReport,
  begunUntil: number,
): Match | undefined {
  const digits = lastDigits(report.recipient) ?? null;
  const row = database.get(
    `SELECT s.delivery_id, s.number FROM segment s JOIN delivery d ON d.id = s.delivery_id
     WHERE s.modem = ? AND s.reference = ? AND s.acknowledged_at >= ? AND s.pdu_started_at <= ?
       AND (? IS NULL OR substr(ltrim(d.recipient, '+'), -${comparedDigits}) = ?)
     ORDER BY s.acknowledged_at DESC, s.delivery_id DESC, s.number DESC LIMIT 1`,
    report.modem,
    report.reference,
    report.notBefore,
    begunUntil,
    ...[digits, digits],
  );
  if (row === undefined) return undefined;
  const id = deliveryId(row, "delivery_id");
  return { id, number: integer(row, "number"), inDoubt: false };
}

/**
 * A segment in doubt has no reference. A report may be of it when number and modem are the same and the service centre had the SMS
 * after the PDU was begun; it is, when that holds for one segment only, and that one is not just being sent. What a wrong guess would
 * cost is a message; a guess too few costs a duplicate.
 */
function onlyDoubt(
  database: Database,
  report: DeliveryReport,
): Match | undefined {
  const digits = lastDigits(report.recipient) ?? "";
  const { sentAt } = report;
  if (digits === "" || sentAt === undefined) return undefined;
  const [only, ...others] = doubtsOf.flatMap((sql) =>
    database.all(
      sql,
      report.modem,
      report.notBefore,
      Math.min(report.receivedAt, sentAt + clocksDifferMs),
      digits,
    )
  );
  if (only === undefined || others.length > 0) return undefined;
  if (text(only, "state") !== "uncertain") return undefined;
  const id = deliveryId(only, "delivery_id");
  return { id, number: integer(only, "number"), inDoubt: true };
}

// By the small indexes of these states: SQLite by itself would read all segments ever sent.
const doubtsOf = (["uncertain", "sending"] as const).map((state) =>
  `SELECT s.delivery_id, s.number, d.state FROM delivery d INDEXED BY delivery_${state}
   CROSS JOIN segment s ON s.delivery_id = d.id
   WHERE d.state = '${state}' AND s.modem = ? AND s.acknowledged_at IS NULL AND s.pdu_started_at BETWEEN ? AND ?
     AND substr(ltrim(d.recipient, '+'), -${comparedDigits}) = ? LIMIT 2`
);

function lastDigits(recipient: string | undefined): string | undefined {
  return recipient?.replaceAll(/[^0-9]/g, "").slice(-comparedDigits);
}

/** What a report says for good is not taken back by a later one. */
function bookReport(
  database: Database,
  { id, number, inDoubt }: Match,
  { outcome, receivedAt, reference }: DeliveryReport,
): void {
  if (inDoubt) {
    // The network has it, and this is its reference: it need not be sent again, whatever becomes of the others.
    database.run(
      "UPDATE segment SET acknowledged_at = ?, reference = ? WHERE delivery_id = ? AND number = ?",
      receivedAt,
      reference,
      id,
      number,
    );
  }
  database.run(
    `UPDATE segment SET report = ?
     WHERE delivery_id = ? AND number = ? AND (report IS NULL OR report = 'trying')`,
    outcome,
    id,
    number,
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
