import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { DelayCandidate, Reportable } from "./notice.ts";
import {
  mailNotification,
  recipientNotification,
  recipientNotificationColumns,
} from "./notifications.ts";
import {
  deliveryId,
  flag,
  integer,
  messageId,
  optionalInteger,
  phoneNumber,
  type Row,
  state,
  text,
} from "./rows.ts";

/** Deliveries with all that a report tells of them; unknown ones are left out. */
export function reportables(
  database: Database,
  ids: readonly DeliveryId[],
): readonly Reportable[] {
  return ids.flatMap((id) => {
    const row = database.get(
      `SELECT d.id, d.recipient, d.state, d.reason, d.attempt, d.updated_at, d.expires_at, d.send_at, ${recipientNotificationColumns},
         m.id AS mail, m.accepted_at, m.reverse_path, m.subject, m.text, m.message_id, m.envelope_id, m.returned, m.automatic,
         m.made_by,
         (SELECT max(a.started_at) FROM attempt a WHERE a.delivery_id = d.id) AS last_attempt_at,
         (SELECT min(s.acknowledged_at) FROM segment s WHERE s.delivery_id = d.id) AS sent_at,
         EXISTS (SELECT 1 FROM segment s WHERE s.delivery_id = d.id AND s.report = 'trying') AS trying
       FROM delivery d JOIN message m ON m.key = d.message_key WHERE d.id = ?`,
      id,
    );
    return row === undefined ? [] : [readReportable(row)];
  });
}

function readReportable(row: Row): Reportable {
  const notification = recipientNotification(row);
  return {
    deliveryId: deliveryId(row, "id"),
    recipient: phoneNumber(row, "recipient"),
    state: state(row, "state"),
    reason: text(row, "reason"),
    attempts: integer(row, "attempt"),
    updatedAt: integer(row, "updated_at"),
    expiresAt: integer(row, "expires_at"),
    sendAt: optionalInteger(row, "send_at"),
    lastAttemptAt: optionalInteger(row, "last_attempt_at"),
    sentAt: optionalInteger(row, "sent_at"),
    trying: flag(row, "trying"),
    ...(notification === undefined ? {} : { notification }),
    mail: readMail(row),
  };
}

function readMail(row: Row): Reportable["mail"] {
  const notification = mailNotification(row);
  return {
    id: messageId(row, "mail"),
    acceptedAt: integer(row, "accepted_at"),
    reversePath: text(row, "reverse_path"),
    subject: text(row, "subject"),
    text: text(row, "text"),
    messageId: text(row, "message_id"),
    automatic: flag(row, "automatic"),
    selfMade: text(row, "made_by") !== "",
    ...(notification === undefined ? {} : { notification }),
  };
}

/** The deliveries that a delivery serves, because they were merged into it, or are just being marked so. */
export function mergedInto(
  database: Database,
  id: DeliveryId,
): readonly DeliveryId[] {
  return database.all(
    `SELECT id FROM delivery WHERE merged_into = ?
     UNION SELECT g.delivery_id FROM gathering t JOIN gathered g ON g.gathering_id = t.id WHERE t.merged_into = ? ORDER BY id`,
    id,
    id,
  ).map((row) => deliveryId(row, "id"));
}

/** The deliveries behind one, in the order of their acceptance. */
export function delayCandidates(
  database: Database,
  after: DeliveryId,
  limit: number,
): readonly DelayCandidate[] {
  return database.all(
    `SELECT d.id, m.accepted_at, d.send_at,
       d.state IN ('queued', 'sending', 'uncertain', 'held') OR (d.state = 'sent'
         AND EXISTS (SELECT 1 FROM segment s WHERE s.delivery_id = d.id AND s.report = 'trying')) AS open
     FROM delivery d JOIN message m ON m.key = d.message_key
     WHERE d.id > CASE WHEN ? > (SELECT max(id) FROM delivery) THEN 0 ELSE ? END ORDER BY d.id LIMIT ?`,
    // Where all have been cleared ids begin anew.
    after,
    after,
    limit,
  ).map((row) => ({
    deliveryId: deliveryId(row, "id"),
    acceptedAt: integer(row, "accepted_at"),
    sendAt: optionalInteger(row, "send_at"),
    open: flag(row, "open"),
  }));
}

const cursorName = "delay_cursor";

/** Up to which delivery all have been looked at for being late; where nobody has looked yet it becomes the newest. */
export function delayCursor(database: Database): DeliveryId {
  const row = database.get(
    "SELECT CAST(value AS INTEGER) AS id FROM meta WHERE name = ?",
    cursorName,
  );
  if (row !== undefined) return deliveryId(row, "id");
  const newest = deliveryId(
    database.get("SELECT coalesce(max(id), 0) AS id FROM delivery") ?? {},
    "id",
  );
  setDelayCursor(database, newest);
  return newest;
}

/** Books up to which delivery all have been looked at. */
export function setDelayCursor(database: Database, cursor: DeliveryId): void {
  database.run(
    "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    cursorName,
    String(cursor),
  );
}
