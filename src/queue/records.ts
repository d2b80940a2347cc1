import type { DeliveryId, MessageId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { deliveryColumns, readDelivery } from "./deliveries.ts";
import {
  mailNotification,
  recipientNotification,
  recipientNotificationColumns,
} from "./notifications.ts";
import { readInboundItem } from "./receive.ts";
import {
  deliveryId,
  integer,
  oneOf,
  optionalInteger,
  optionalText,
  type Row,
  shortMessage,
  state,
  text,
} from "./rows.ts";
import type {
  AttemptRecord,
  DeliveryRecord,
  ListFilter,
  MessageRecord,
  SegmentRecord,
} from "./store.ts";
import type { InboxItem } from "./submission.ts";
import { wishes, wishesColumns } from "./wishes.ts";

/** The columns that `readRecord` reads; the tables stand as `d` (delivery) and `m` (message). */
export const recordColumns =
  `${deliveryColumns}, d.next_attempt_at, d.updated_at, d.expires_at, d.merged_into, m.accepted_at, ${wishesColumns},
   ${recipientNotificationColumns}, (SELECT name FROM route WHERE key = d.route) AS route_name`;

const reports = ["delivered", "trying", "failed"] as const;

/** Reads the columns of `recordColumns`. */
export function readRecord(row: Row): DeliveryRecord {
  const { id, attempt, route: _, ...delivery } = readDelivery(row);
  const route = optionalText(row, "route_name");
  const wished = wishes(row);
  const notification = recipientNotification(row);
  const mergedInto = optionalInteger(row, "merged_into");
  return {
    deliveryId: id,
    attempts: attempt,
    ...delivery,
    nextAttemptAt: optionalInteger(row, "next_attempt_at"),
    acceptedAt: integer(row, "accepted_at"),
    updatedAt: integer(row, "updated_at"),
    expiresAt: integer(row, "expires_at"),
    ...(mergedInto === undefined
      ? {}
      : { mergedInto: deliveryId(row, "merged_into") }),
    ...(route === undefined ? {} : { route }),
    ...(wished === undefined ? {} : { wishes: wished }),
    ...(notification === undefined ? {} : { notification }),
  };
}

/** Deliveries, the newest first. */
export function list(
  database: Database,
  { state, limit }: ListFilter,
): readonly DeliveryRecord[] {
  const { hint, where } = selection(state);
  return database.all(
    `SELECT ${recordColumns} FROM delivery d ${hint} JOIN message m ON m.key = d.message_key
     ${where} ORDER BY d.id DESC LIMIT ?`,
    ...(state === undefined ? [] : [state]),
    limit,
  ).map(readRecord);
}

/**
 * Left to itself, SQLite reads all rows backwards until enough of them have the state. That is right for `queued` alone; the
 * others have a small index, which serves those who repeat its condition.
 */
function selection(
  state: ListFilter["state"],
): { readonly hint: string; readonly where: string } {
  switch (state) {
    case undefined:
      return { hint: "", where: "" };
    case "queued":
      return { hint: "", where: "WHERE d.state = ?" };
    case "sending":
      return {
        hint: "INDEXED BY delivery_sending",
        where: "WHERE d.state = ? AND d.state = 'sending'",
      };
    default:
      return {
        hint: "INDEXED BY delivery_settled",
        where: "WHERE d.state = ? AND d.state NOT IN ('queued', 'sending')",
      };
  }
}

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

/** What is in the inbox, the newest first. */
export function inbox(
  database: Database,
  limit: number,
): readonly InboxItem[] {
  return database.all("SELECT * FROM inbox ORDER BY id DESC LIMIT ?", limit)
    .map((row) =>
      text(row, "kind") === "postmaster"
        ? readPostmasterItem(row)
        : readInboundItem(row)
    );
}

function readPostmasterItem(row: Row): InboxItem {
  return {
    receivedAt: integer(row, "received_at"),
    kind: oneOf(["postmaster"], row, "kind"),
    from: text(row, "sender"),
    subject: text(row, "subject"),
    text: text(row, "text"),
  };
}
