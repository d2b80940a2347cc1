import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { InboxItem, Submission } from "./store.ts";

/** Books a mail: its message, and a delivery for each recipient. Returns the deliveries' ids, in the recipients' order. */
export function accept(
  database: Database,
  submission: Submission,
): readonly DeliveryId[] {
  const messageKey = insertMessage(database, submission);
  const { acceptedAt, expiresAt } = submission;
  return submission.recipients.map((recipient) => {
    const id = database.insert(
      `INSERT INTO delivery (message_key, recipient, state, updated_at, expires_at, next_attempt_at)
       VALUES (:messageKey, :recipient, 'queued', :acceptedAt, :expiresAt, :acceptedAt)`,
      { messageKey, recipient, acceptedAt, expiresAt },
    );
    return id as DeliveryId; // the rowid that the database has just given
  });
}

function insertMessage(database: Database, submission: Submission): number {
  const { message } = submission;
  return database.insert(
    `INSERT INTO message (id, accepted_at, source, reverse_path, client_address, subject, text, flash, status_report,
       reference_bits, validity_ms, segment_count)
     VALUES (:id, :acceptedAt, :source, :reversePath, :clientAddress, :subject, :text, :flash, :statusReport,
       :referenceBits, :validityMs, :segmentCount)`,
    {
      id: submission.id,
      acceptedAt: submission.acceptedAt,
      source: submission.source,
      reversePath: submission.reversePath,
      clientAddress: submission.clientAddress,
      subject: submission.subject,
      text: message.text,
      flash: Number(message.flash),
      statusReport: Number(message.statusReport),
      referenceBits: message.referenceBits,
      validityMs: message.validityMs ?? null,
      segmentCount: submission.segmentCount,
    },
  );
}

/** Books an item for the operator. */
export function keep(database: Database, item: InboxItem): void {
  const { receivedAt, kind, from, subject, text } = item;
  database.insert(
    `INSERT INTO inbox (received_at, kind, sender, subject, text) VALUES (:receivedAt, :kind, :from, :subject, :text)`,
    { receivedAt, kind, from, subject, text },
  );
}
