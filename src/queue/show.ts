import type { DeliveryId, MessageId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { happeningsOf } from "./happenings.ts";
import { historyOf, type SegmentTrace } from "./history.ts";
import { readMaker, readSource, sourceColumn } from "./listed.ts";
import { mailNotification } from "./notifications.ts";
import { readRecord, recordColumns } from "./records.ts";
import {
  flag,
  integer,
  messageId,
  oneOf,
  optionalInteger,
  optionalText,
  type Row,
  shortMessage,
  state,
  text,
} from "./rows.ts";
import type { AttemptRecord, MessageRecord, SegmentRecord } from "./store.ts";

const reports = ["delivered", "trying", "failed"] as const;

/** One message with its deliveries, their attempts and segments. */
export function show(
  database: Database,
  id: MessageId,
): MessageRecord | undefined {
  const message = database.get(
    `SELECT m.*, ${sourceColumn} FROM message m WHERE m.id = ?`,
    id,
  );
  if (message === undefined) return undefined;
  const deliveries = database.all(
    `SELECT ${recordColumns} FROM message m JOIN delivery d ON d.message_key = m.key WHERE m.id = ? ORDER BY d.id`,
    id,
  );
  return {
    id,
    acceptedAt: integer(message, "accepted_at"),
    source: readSource(message),
    ...origin(message),
    subject: text(message, "subject"),
    message: shortMessage(message),
    deliveries: deliveries.map((row) => withHistory(database, row)),
  };
}

function withHistory(
  database: Database,
  row: Row,
): MessageRecord["deliveries"][0] {
  const record = readRecord(row);
  const { deliveryId: id } = record;
  const attempts = attemptsOf(database, id);
  const history = historyOf({
    record,
    attempts,
    segments: tracesOf(database, id, attempts),
    happenings: happeningsOf(database, id),
    serves: servedBy(database, id),
  });
  const segments = segmentsOf(database, id);
  return { ...record, attemptRecords: attempts, segments, history };
}

function origin(
  row: Row,
): Omit<
  MessageRecord,
  "id" | "acceptedAt" | "source" | "subject" | "message" | "deliveries"
> {
  const user = text(row, "user_name");
  const messageId = text(row, "message_id");
  const madeBy = readMaker(row);
  const notification = mailNotification(row);
  return {
    reversePath: text(row, "reverse_path"),
    clientAddress: text(row, "client_address"),
    ...(madeBy === "" ? {} : { madeBy }),
    ...(flag(row, "automatic") ? { automatic: true } : {}),
    ...(user === "" ? {} : { user }),
    ...(messageId === "" ? {} : { messageId }),
    ...(notification === undefined ? {} : { notification }),
  };
}

function attemptsOf(
  database: Database,
  id: DeliveryId,
): readonly AttemptRecord[] {
  return database.all(
    "SELECT * FROM attempt WHERE delivery_id = ? ORDER BY attempt",
    id,
  ).map((row) => ({
    attempt: integer(row, "attempt"),
    modem: text(row, "modem"),
    startedAt: integer(row, "started_at"),
    endedAt: optionalInteger(row, "ended_at"),
    outcome: row["outcome"] === null ? undefined : state(row, "outcome"),
    reason: text(row, "reason"),
  }));
}

function segmentsOf(
  database: Database,
  id: DeliveryId,
): readonly SegmentRecord[] {
  return database.all(
    "SELECT * FROM segment WHERE delivery_id = ? ORDER BY number",
    id,
  ).map((row) => ({
    number: integer(row, "number"),
    pduStartedAt: optionalInteger(row, "pdu_started_at"),
    acknowledgedAt: optionalInteger(row, "acknowledged_at"),
    reference: optionalInteger(row, "reference"),
    report: row["report"] === null ? undefined : oneOf(reports, row, "report"),
  }));
}

/** All segments that were ever begun. */
function tracesOf(
  database: Database,
  id: DeliveryId,
  attempts: readonly AttemptRecord[],
): readonly SegmentTrace[] {
  return database.all(
    `SELECT attempt, number, modem, pdu_started_at, acknowledged_at, reference, report, report_at, report_reason
     FROM past_segment WHERE delivery_id = ?
     UNION ALL SELECT attempt, number, modem, pdu_started_at, acknowledged_at, reference, report, report_at, report_reason
     FROM segment WHERE delivery_id = ?`,
    ...[id, id],
  ).map((row) => readTrace(row, attempts));
}

function readTrace(
  row: Row,
  attempts: readonly AttemptRecord[],
): SegmentTrace {
  const modem = text(row, "modem");
  const begunAt = integer(row, "pdu_started_at");
  const answeredAt = optionalInteger(row, "acknowledged_at");
  const acknowledged = answeredAt === undefined
    ? undefined
    : { at: answeredAt, reference: integer(row, "reference") };
  const report = row["report"] === null ? undefined : {
    // An older version did not keep when it came.
    at: optionalInteger(row, "report_at") ?? answeredAt ?? begunAt,
    outcome: oneOf(reports, row, "report"),
    reason: optionalText(row, "report_reason") ?? "",
  };
  const attempt = optionalInteger(row, "attempt") ??
    attemptThen(attempts, modem, begunAt);
  const number = integer(row, "number");
  return { attempt, number, modem, begunAt, acknowledged, report };
}

/** By which attempt a segment of an older version was begun. */
function attemptThen(
  attempts: readonly AttemptRecord[],
  modem: string,
  begunAt: number,
): number {
  const then = attempts.findLast((it) =>
    it.modem === modem && it.startedAt <= begunAt
  );
  return then?.attempt ?? attempts.at(-1)?.attempt ?? 0;
}

/** The messages whose deliveries were merged into it. */
function servedBy(database: Database, id: DeliveryId): readonly MessageId[] {
  return database.all(
    "SELECT m.id FROM delivery d JOIN message m ON m.key = d.message_key WHERE d.merged_into = ? ORDER BY d.id",
    id,
  ).map((row) => messageId(row, "id"));
}
