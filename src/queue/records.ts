import type { Database } from "./database.ts";
import { deliveryColumns } from "./deliveries.ts";
import {
  recipientNotification,
  recipientNotificationColumns,
} from "./notifications.ts";
import { readInboundItem } from "./receive.ts";
import {
  deliveryId,
  flag,
  integer,
  messageId,
  oneOf,
  optionalInteger,
  optionalText,
  phoneNumber,
  type Row,
  state,
  text,
} from "./rows.ts";
import type { DeliveryRecord, ListFilter } from "./store.ts";
import type { InboxItem } from "./submission.ts";
import { wishes, wishesColumns } from "./wishes.ts";

/** The columns that `readRecord` reads; the tables stand as `d` (delivery) and `m` (message). */
export const recordColumns =
  `${deliveryColumns}, d.next_attempt_at, d.merged_into, m.accepted_at, ${wishesColumns},
   ${recipientNotificationColumns}, (SELECT name FROM route WHERE key = d.route) AS route_name`;

/** Reads the columns of `recordColumns`. */
export function readRecord(row: Row): DeliveryRecord {
  const route = optionalText(row, "route_name");
  const wished = wishes(row);
  const notification = recipientNotification(row);
  const mergedInto = optionalInteger(row, "merged_into");
  return {
    deliveryId: deliveryId(row, "id"),
    messageId: messageId(row, "message_id"),
    recipient: phoneNumber(row, "recipient"),
    state: state(row, "state"),
    reason: text(row, "reason"),
    attempts: integer(row, "attempt"),
    modem: optionalText(row, "modem"),
    possibleDuplicate: flag(row, "possible_duplicate"),
    segmentCount: integer(row, "segment_count"),
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
  const { hint, condition } = selectionOf(state);
  return database.all(
    `SELECT ${recordColumns} FROM delivery d ${hint} JOIN message m ON m.key = d.message_key
     WHERE ${condition} ORDER BY d.id DESC LIMIT ?`,
    ...(state === undefined ? [] : [state]),
    limit,
  ).map(readRecord);
}

/**
 * What chooses deliveries by their state, which is a parameter where there is one. Left to itself, SQLite reads all rows backwards until
 * enough of them have the state. That is right for `queued` alone; the others have a small index, which serves those who repeat its
 * condition.
 */
export function selectionOf(
  state: ListFilter["state"],
): { readonly hint: string; readonly condition: string } {
  switch (state) {
    case undefined:
      return { hint: "", condition: "true" };
    case "queued":
      return { hint: "", condition: "d.state = ?" };
    case "sending":
      return {
        hint: "INDEXED BY delivery_sending",
        condition: "d.state = ? AND d.state = 'sending'",
      };
    default:
      return {
        hint: "INDEXED BY delivery_settled",
        condition: "d.state = ? AND d.state NOT IN ('queued', 'sending')",
      };
  }
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
