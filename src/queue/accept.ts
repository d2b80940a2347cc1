import { type DeliveryId, type PhoneNumber, priorities } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { notifyText } from "./notifications.ts";
import type { RecentMails } from "./recent_mails.ts";
import { takeRepeats } from "./repeats.ts";
import type {
  Acceptance,
  Accepted,
  DeliveryTimes,
  PostmasterItem,
  Submission,
} from "./submission.ts";

/** Books a mail: what it has for the operator, and a delivery for each recipient that is no repeat. */
export function accept(
  database: Database,
  recent: RecentMails,
  { submission, item, repeats }: Acceptance,
): Accepted {
  if (item !== undefined) insertItem(database, item);
  if (submission === undefined) return { deliveries: [], repeated: [] };
  const repeated = repeats !== undefined &&
      recent.mayKnow(database, submission, repeats.since)
    ? takeRepeats(database, submission, repeats.since)
    : [];
  recent.note(submission);
  const fresh = withoutThem(submission, repeated.map((it) => it.recipient));
  return { deliveries: insertSubmission(database, fresh), repeated };
}

function withoutThem(
  submission: Submission,
  them: readonly PhoneNumber[],
): Submission {
  if (them.length === 0) return submission;
  const left = new Set(them);
  const recipients = submission.recipients.filter((it) => !left.has(it));
  return { ...submission, recipients };
}

/** One message, and a delivery for each recipient; nothing without any. */
function insertSubmission(
  database: Database,
  submission: Submission,
): readonly DeliveryId[] {
  if (submission.recipients.length === 0) return [];
  const messageKey = insertMessage(database, submission);
  return submission.recipients.map((recipient) =>
    insertDelivery(database, submission, { messageKey, recipient })
  );
}

function insertDelivery(
  database: Database,
  submission: Submission,
  to: { readonly messageKey: number; readonly recipient: PhoneNumber },
): DeliveryId {
  const { acceptedAt, wishes, notifications, forced = false } = submission;
  const { flash = false, priority = "normal", sendAt, reached } =
    wishes?.get(to.recipient) ?? {};
  const notification = notifications?.get(to.recipient);
  const plain = plainTimes(submission, sendAt);
  const times = submission.times?.get(to.recipient) ?? plain;
  const id = database.insert(
    `INSERT INTO delivery (message_key, recipient, state, updated_at, expires_at, next_attempt_at, flash, priority, send_at,
       notify, original_recipient, reached, put_off, forced, reason)
     VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    to.messageKey,
    to.recipient,
    acceptedAt,
    times.expiresAt,
    times.dueAt,
    Number(flash),
    priorities.indexOf(priority),
    sendAt ?? null,
    notifyText(notification),
    notification?.originalRecipient ?? null,
    reached?.join("\n") ?? null,
    Number(times.dueAt > plain.dueAt),
    Number(forced),
    times.reason ?? "",
  );
  return id as DeliveryId; // the rowid that the database has just given
}

function plainTimes(
  { acceptedAt, expiresAt }: Submission,
  sendAt = acceptedAt,
): DeliveryTimes {
  const dueAt = Math.max(acceptedAt, sendAt);
  return { dueAt, expiresAt: expiresAt + dueAt - acceptedAt };
}

function insertMessage(database: Database, submission: Submission): number {
  const { message, notification } = submission;
  return database.insert(
    `INSERT INTO message (id, accepted_at, source, reverse_path, client_address, subject, text, flash, status_report,
       reference_bits, validity_ms, segment_count, user_name, message_id, envelope_id, returned, national_locking,
       national_single, replace_type, made_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
    submission.user ?? "",
    submission.messageId ?? "",
    notification?.envelopeId ?? null,
    notification?.returned ?? null,
    message.nationalShift?.locking ?? 0,
    message.nationalShift?.single ?? 0,
    message.replaceType ?? 0,
    submission.madeBy ?? "",
  );
}

function insertItem(database: Database, item: PostmasterItem): void {
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
