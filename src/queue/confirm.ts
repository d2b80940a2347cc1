import { advance } from "../model/mod.ts";
import { type Booked, bookReport } from "./book_report.ts";
import { carryOut } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";
import { forgetEarly, keepEarly, readEarly } from "./early_reports.ts";
import { deliveryId, integer, text } from "./rows.ts";
import type { Change, DeliveryReport } from "./store.ts";

const comparedDigits = 8;

/** The shortest national numbers (Greenland, the Faroes); what is shorter is a short code, and must be the same. */
const fewestDigits = 6;

/** By how much the clocks of the service centre and of this machine may differ where the times of two events are compared. */
const clocksDifferMs = 2 * 60_000;

/** A service centre has an SMS before its modem answers, or gives up waiting for the answer: the longest answer_timeout. */
const onTheWayMs = 10 * 60_000;

/** A service centre in the wrong time zone is off by less; a report that is off by more has lain in the modem. */
const zonesDifferMs = 24 * 3_600_000;

/**
 * Books a status report. One that speaks of no segment known is kept for `confirmEarly`, and the result is undefined. A report
 * on a delivery that waits, or is being sent, is kept with its segment and counts when the delivery is settled as `sent`.
 */
export function confirm(
  database: Database,
  report: DeliveryReport,
): { readonly change: Change | undefined } | undefined {
  const match = matchOf(database, report);
  if (match === undefined) {
    noteOnPast(database, report);
    keepEarly(database, report);
    return undefined;
  }
  return { change: book(database, match, report) };
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
    const match = matchOf(database, report, report.receivedAt);
    if (match === undefined) continue;
    forgetEarly(database, id);
    const change = book(database, match, report);
    if (change !== undefined) changes.push({ change, modem: report.modem });
  }
  return changes;
}

/**
 * A segment that went out again counts no more, but when the network says what became of it, its history does. Only where both clocks
 * agree that it is this one.
 */
function noteOnPast(database: Database, report: DeliveryReport): void {
  const { modem, reference, sentAt, outcome, receivedAt, reason } = report;
  if (sentAt === undefined) return;
  const digits = lastDigits(report.recipient) ?? null;
  database.run(
    `UPDATE past_segment SET report = ?, report_at = ?, report_reason = ?
     WHERE modem = ? AND reference = ? AND acknowledged_at >= ? AND pdu_started_at <= ?
       AND (report IS NULL OR report = 'trying') AND EXISTS (SELECT 1 FROM delivery d WHERE d.id = past_segment.delivery_id
         AND (? IS NULL OR substr(ltrim(d.recipient, '+'), -max(length(?), ${fewestDigits})) = ?))`,
    ...[outcome, receivedAt, reason],
    ...[modem, reference, sentAt - clocksDifferMs, sentAt + clocksDifferMs],
    ...[digits, digits, digits],
  );
}

function book(
  database: Database,
  match: Booked,
  report: DeliveryReport,
): Change | undefined {
  const delivery = findDelivery(database, match.id);
  const segment = bookReport(database, match, report);
  const { outcome, reason, receivedAt: at } = report;
  const reported = { what: "reported", at, outcome, reason, segment } as const;
  const step = delivery && advance(delivery, reported);
  if (delivery === undefined || step?.delivery.state === delivery.state) {
    return undefined;
  }
  return step && carryOut(database, delivery, step);
}

function matchOf(
  database: Database,
  report: DeliveryReport,
  begunUntil = Number.MAX_SAFE_INTEGER,
): Booked | undefined {
  const match = newestMatch(database, report, begunUntil);
  if (match !== undefined || isOfAnother(database, report)) return match;
  return onlyDoubt(database, report);
}

/**
 * Whether a report may be of a segment that is not meant, so that it settles no doubt: a repeated one by a clock that is wrong, or
 * the first of one that counts as too old, which may come from this machine's clock having been set.
 */
function isOfAnother(database: Database, report: DeliveryReport): boolean {
  const ever = { acknowledgedFrom: 0, begunUntil: Number.MAX_SAFE_INTEGER };
  const acknowledgedFrom = (report.sentAt ?? 0) - zonesDifferMs;
  const spans = [
    { ...ever, acknowledgedFrom, open: false },
    { ...ever, open: true },
  ];
  return spans.some((it) => newestIn(database, report, it) !== undefined);
}

/** Which segments of a modem and reference may be meant. Wall milliseconds. */
interface Span {
  readonly acknowledgedFrom: number;
  readonly begunUntil: number;
}

type Acknowledged = Booked & { readonly acknowledgedAt: number };

/**
 * TP-MR wraps at 256, and some modems count anew after a restart, so the newest segment counts that has no final report yet, and none
 * that is too old. Those come first that the network took when the service centre says so; when all of these have a final report, a
 * repeated one is meant, and nothing older. A report may have lain in the modem for days: segments that were begun a day after the
 * service centre had the SMS come after all others. One that has a final report, and was not sent then, is not meant: the report may
 * have overtaken the answer that gives another segment the same reference.
 */
function newestMatch(
  database: Database,
  report: DeliveryReport,
  begunUntil: number,
): Booked | undefined {
  const { notBefore, sentAt } = report;
  const newest = (span: Span, open: "open" | "any") =>
    newestIn(database, report, { ...span, open: open === "open" });
  const all = { acknowledgedFrom: notBefore, begunUntil };
  if (sentAt === undefined) return newest(all, "open") ?? newest(all, "any");
  const agreeing = {
    acknowledgedFrom: Math.max(notBefore, sentAt - clocksDifferMs),
    begunUntil: Math.min(begunUntil, sentAt + clocksDifferMs),
  };
  const agrees = newest(agreeing, "open");
  if (agrees !== undefined) return agrees;
  const repeated = newest(agreeing, "any");
  const likely = {
    acknowledgedFrom: repeated ? repeated.acknowledgedAt + 1 : notBefore,
    begunUntil: Math.min(begunUntil, sentAt + zonesDifferMs),
  };
  return newest(likely, "open") ?? repeated ?? newest(all, "open");
}

// In the order of its index, so that the first row that fits is the last that is read. Networks write a recipient's number in forms of
// their own, so its last digits must do, or those of a short national form; where it cannot be read at all, the reference alone.
function newestIn(
  database: Database,
  report: DeliveryReport,
  { acknowledgedFrom, begunUntil, open }: Span & {
    /** Only one without a final report. */
    readonly open: boolean;
  },
): Acknowledged | undefined {
  const digits = lastDigits(report.recipient) ?? null;
  const row = database.get(
    `SELECT s.delivery_id, s.number, s.acknowledged_at FROM segment s JOIN delivery d ON d.id = s.delivery_id
     WHERE s.modem = ? AND s.reference = ? AND s.acknowledged_at >= ? AND s.pdu_started_at <= ?
       AND (? IS NULL OR substr(ltrim(d.recipient, '+'), -max(length(?), ${fewestDigits})) = ?)
       ${open ? "AND (s.report IS NULL OR s.report = 'trying')" : ""}
     ORDER BY s.acknowledged_at DESC, s.delivery_id DESC, s.number DESC LIMIT 1`,
    report.modem,
    report.reference,
    acknowledgedFrom,
    begunUntil,
    ...[digits, digits, digits],
  );
  return row && {
    id: deliveryId(row, "delivery_id"),
    number: integer(row, "number"),
    acknowledgedAt: integer(row, "acknowledged_at"),
    inDoubt: false,
  };
}

/**
 * A segment in doubt has no reference. A report may be of it when number and modem are the same and the service centre had the SMS
 * while the modem did; it is, when that holds for one segment only, that one is not just being sent, and no earlier one may be
 * meant of which it is not known any more what became of it. What a wrong guess would cost is a message; a guess too few costs a
 * duplicate. Either clock may be wrong, or have been set since: then what was begun at another time may be meant as well.
 */
function onlyDoubt(
  database: Database,
  report: DeliveryReport,
): Booked | undefined {
  const digits = lastDigits(report.recipient) ?? "";
  const { sentAt } = report;
  if (digits === "" || sentAt === undefined) return undefined;
  const { modem, notBefore } = report;
  const begunUntil = Math.min(report.receivedAt, sentAt + clocksDifferMs);
  const begunFrom = Math.max(notBefore, sentAt - clocksDifferMs - onTheWayMs);
  const times = [begunUntil, report.receivedAt];
  const [only, ...others] = doubtsOf.flatMap((sql) =>
    database.all(sql, modem, ...times, digits)
  );
  if (only === undefined || others.length > 0) return undefined;
  if (text(only, "state") !== "uncertain") return undefined;
  const begunAt = integer(only, "pdu_started_at");
  if (begunAt < begunFrom || begunAt > begunUntil) return undefined;
  const id = deliveryId(only, "delivery_id");
  const endedFrom = sentAt - zonesDifferMs;
  const earlier = database.get(
    earlierDoubt,
    ...[modem, ...times, endedFrom, id, digits],
  );
  if (earlier !== undefined) return undefined;
  return { id, number: integer(only, "number"), inDoubt: true };
}

// Not those that were begun after the service centre had the SMS and before the report came. One that was begun later still by its own
// account may have been so by a clock that was ahead and is set back by now.
const mayBeMeant = (begunAt: string) => `(${begunAt} <= ? OR ${begunAt} > ?)`;

// By the small indexes of these states: SQLite by itself would read all segments ever sent.
const doubtsOf = (["uncertain", "sending"] as const).map((state) =>
  `SELECT s.delivery_id, s.number, s.pdu_started_at, d.state FROM delivery d INDEXED BY delivery_${state}
   CROSS JOIN segment s ON s.delivery_id = d.id
   WHERE d.state = '${state}' AND s.modem = ? AND s.acknowledged_at IS NULL AND ${
    mayBeMeant("s.pdu_started_at")
  }
     AND substr(ltrim(d.recipient, '+'), -${comparedDigits}) = ? LIMIT 2`
);

// What was sent again, is held or has expired has no segment any more by which to know a report on an earlier attempt. It is known
// where the segment was acknowledged after all, by a report. One that another modem began again has lost also what was acknowledged.
const earlierDoubt =
  `SELECT 1 FROM attempt a INDEXED BY attempt_open CROSS JOIN delivery d ON d.id = a.delivery_id
   WHERE a.outcome IN ('uncertain', 'queued') AND a.modem = ? AND ${
    mayBeMeant("a.started_at")
  } AND a.ended_at >= ? AND a.delivery_id <> ?
     AND (a.outcome = 'uncertain' OR d.possible_duplicate = 1)
     AND substr(ltrim(d.recipient, '+'), -${comparedDigits}) = ?
     AND NOT EXISTS (SELECT 1 FROM segment s WHERE s.delivery_id = a.delivery_id
       AND s.pdu_started_at BETWEEN a.started_at AND a.ended_at AND s.acknowledged_at >= a.ended_at)
   LIMIT 1`;

function lastDigits(recipient: string | undefined): string | undefined {
  return recipient?.replaceAll(/[^0-9]/g, "").slice(-comparedDigits);
}
