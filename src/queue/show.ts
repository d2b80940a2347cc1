import type { DeliveryId, MessageId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { mailNotification } from "./notifications.ts";
import { readRecord, recordColumns } from "./records.ts";
import {
  integer,
  oneOf,
  optionalInteger,
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
  const message = database.get("SELECT * FROM message WHERE id = ?", id);
  if (message === undefined) return undefined;
  const deliveries = database.all(
    `SELECT ${recordColumns} FROM message m JOIN delivery d ON d.message_key = m.key WHERE m.id = ? ORDER BY d.id`,
    id,
  );
  return {
    id,
    acceptedAt: integer(message, "accepted_at"),
    source: oneOf(["smtp", "command"], message, "source"),
    ...origin(message),
    subject: text(message, "subject"),
    message: shortMessage(message),
    deliveries: deliveries.map(readRecord).map((record) => ({
      ...record,
      attemptRecords: attemptsOf(database, record.deliveryId),
      segments: segmentsOf(database, record.deliveryId),
    })),
  };
}

const makers = ["", "merge", "escalation", "alarm", "reply"] as const;

function origin(
  row: Row,
): Omit<
  MessageRecord,
  "id" | "acceptedAt" | "source" | "subject" | "message" | "deliveries"
> {
  const user = text(row, "user_name");
  const messageId = text(row, "message_id");
  const madeBy = oneOf(makers, row, "made_by");
  const notification = mailNotification(row);
  return {
    reversePath: text(row, "reverse_path"),
    clientAddress: text(row, "client_address"),
    ...(madeBy === "" ? {} : { madeBy }),
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
