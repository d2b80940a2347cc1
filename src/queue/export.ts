import type { ExportRequest, ExportRow } from "./archive.ts";
import type { Database } from "./database.ts";
import { readSource, sourceColumn } from "./listed.ts";
import { flag, integer, optionalText, state, text } from "./rows.ts";

/** Deliveries in the order of their acceptance, after the given one. */
export function exportPage(
  database: Database,
  { after, limit, since = 0, until = Number.MAX_SAFE_INTEGER }: ExportRequest,
): readonly ExportRow[] {
  return database.all(
    `SELECT d.id, m.id AS message_id, m.accepted_at, ${sourceColumn}, m.made_by, m.client_address, m.user_name, m.reverse_path, m.subject,
       m.text, d.recipient, d.state, d.reason, d.updated_at, d.modem, d.attempt, m.segment_count, d.possible_duplicate
     FROM delivery d JOIN message m ON m.key = d.message_key
     WHERE d.id > ? AND m.accepted_at >= ? AND m.accepted_at < ? ORDER BY d.id LIMIT ?`,
    after,
    since,
    until,
    limit,
  ).map((row) => ({
    deliveryId: integer(row, "id"),
    messageId: text(row, "message_id"),
    acceptedAt: integer(row, "accepted_at"),
    source: readSource(row),
    madeBy: text(row, "made_by"),
    clientAddress: text(row, "client_address"),
    user: text(row, "user_name"),
    reversePath: text(row, "reverse_path"),
    subject: text(row, "subject"),
    recipient: text(row, "recipient"),
    state: state(row, "state"),
    reason: text(row, "reason"),
    updatedAt: integer(row, "updated_at"),
    modem: optionalText(row, "modem") ?? "",
    attempts: integer(row, "attempt"),
    segmentCount: integer(row, "segment_count"),
    possibleDuplicate: flag(row, "possible_duplicate"),
    text: text(row, "text"),
  }));
}
