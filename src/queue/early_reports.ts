import type { Database } from "./database.ts";
import {
  integer,
  oneOf,
  optionalInteger,
  optionalText,
  type Row,
  text,
} from "./rows.ts";
import type { DeliveryReport } from "./store.ts";

/**
 * How long a report may wait for its segment to be known. The modem's answer comes within minutes; the rest is for an appliance that
 * was down meanwhile.
 */
const keptForMs = 24 * 3_600_000;
const keptAtMost = 1_000;

/** Keeps a report that speaks of no segment known. */
export function keepEarly(database: Database, report: DeliveryReport): void {
  const id = database.insert(
    `INSERT INTO early_report (modem, reference, recipient, outcome, reason, sent_at, received_at, not_before)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    report.modem,
    report.reference,
    report.recipient ?? null,
    report.outcome,
    report.reason,
    report.sentAt ?? null,
    report.receivedAt,
    report.notBefore,
  );
  database.run("DELETE FROM early_report WHERE id <= ?", id - keptAtMost);
}

/**
 * The kept reports in the order in which they came, or those that an acknowledgement may be what they wait for: it has given them
 * their reference, or cleared up what was in flight beside a delivery in doubt. The too old are forgotten.
 */
export function readEarly(
  database: Database,
  now: number,
  acknowledged?: { readonly modem: string; readonly reference: number },
): readonly { readonly id: number; readonly report: DeliveryReport }[] {
  if (acknowledged === undefined) {
    database.run(
      "DELETE FROM early_report WHERE received_at < ?",
      now - keptForMs,
    );
  }
  const { modem = null, reference = null } = acknowledged ?? {};
  return database.all(
    `SELECT * FROM early_report WHERE (? IS NULL OR modem = ?)
       AND (? IS NULL OR reference = ? OR EXISTS (SELECT 1 FROM delivery WHERE state = 'uncertain'))
     ORDER BY id`,
    ...[modem, modem, reference, reference],
  ).map((row) => ({ id: integer(row, "id"), report: reportOf(row) }));
}

/** Forgets a report that was booked. */
export function forgetEarly(database: Database, id: number): void {
  database.run("DELETE FROM early_report WHERE id = ?", id);
}

function reportOf(row: Row): DeliveryReport {
  return {
    modem: text(row, "modem"),
    reference: integer(row, "reference"),
    recipient: optionalText(row, "recipient"),
    outcome: oneOf(["delivered", "trying", "failed"], row, "outcome"),
    reason: text(row, "reason"),
    sentAt: optionalInteger(row, "sent_at"),
    receivedAt: integer(row, "received_at"),
    notBefore: integer(row, "not_before"),
  };
}
