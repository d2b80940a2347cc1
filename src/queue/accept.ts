import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { Acceptance, InboxItem, Submission } from "./store.ts";

/** Books a mail: what it has for the operator, and its deliveries, whose ids are returned in the recipients' order. */
export function accept(
  database: Database,
  { submission, item }: Acceptance,
): readonly DeliveryId[] {
  if (item !== undefined) insertItem(database, item);
  return submission === undefined ? [] : insertSubmission(database, submission);
}

/** One message, and a delivery for each recipient. */
function insertSubmission(
  database: Database,
  submission: Submission,
): readonly DeliveryId[] {
  const messageKey = insertMessage(database, submission);
  const { acceptedAt, expiresAt } = submission;
  return submission.recipients.map((recipient) => {
    const id = database.insert(
      `INSERT INTO delivery (message_key, recipient, state, updated_at, expires_at, next_attempt_at)
       VALUES (?, ?, 'queued', ?, ?, ?)`,
      messageKey,
      recipient,
      acceptedAt,
      expiresAt,
      acceptedAt,
    );
    return id as DeliveryId; // the rowid that the database has just given
  });
}

function insertMessage(database: Database, submission: Submission): number {
  const { message } = submission;
  return database.insert(
    `INSERT INTO message (id, accepted_at, source, reverse_path, client_address, subject, text, flash, status_report,
       reference_bits, validity_ms, segment_count)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    submission.id,
    submission.acceptedAt,
    submission.source,
    submission.reversePath,
    submission.clientAddress,
    submission.subject,
    message.text,
    Number(message.flash),
    Number(message.statusReport),
    message.referenceBits,
    message.validityMs ?? null,
    submission.segmentCount,
  );
}

function insertItem(database: Database, item: InboxItem): void {
  const { receivedAt, kind, from, subject, text } = item;
  database.insert(
    `INSERT INTO inbox (received_at, kind, sender, subject, text) VALUES (?, ?, ?, ?, ?)`,
    receivedAt,
    kind,
    from,
    subject,
    text,
  );
}
