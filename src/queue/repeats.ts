import type { MessageId, PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { RecentMails } from "./recent_mails.ts";
import {
  integer,
  messageId,
  optionalInteger,
  phoneNumber,
  text,
} from "./rows.ts";
import type { Repeated, Submission } from "./submission.ts";

/** So many mails of one Message-ID, or unheard ones of one sender, are looked at: some devices give all of theirs the same one. */
const looked = 1_000;

/** Finds the recipients that an earlier mail serves, and takes that mail as heard: it answers for one repeat. */
export function takeRepeats(
  database: Database,
  submission: Submission,
  since: number,
): readonly Repeated[] {
  const earlier = served(database, submission, since);
  if (earlier.size === 0) return [];
  const repeated = submission.recipients.flatMap((recipient) => {
    const id = earlier.get(recipient);
    return id === undefined ? [] : [{ recipient, id }];
  });
  for (const id of new Set(repeated.map((it) => it.id))) {
    database.run("UPDATE message SET unheard = 0 WHERE id = ?", id);
  }
  return repeated;
}

/**
 * Whom equal mails have reached or will reach in time, each with the newest of them. Where a device gives all its mails one Message-ID, or
 * never ends a conversation, that is no sign: of "ALARM", "OK" and "ALARM" the last shall go out too.
 */
function served(
  database: Database,
  submission: Submission,
  since: number,
): ReadonlyMap<PhoneNumber, MessageId> {
  const { messageId: name = "", reversePath, message, acceptedAt } = submission;
  const rows = database.all(
    `WITH named AS (
       SELECT key, text FROM (
         SELECT key, reverse_path, text FROM message INDEXED BY message_named
         WHERE message_id = ? AND message_id <> '' AND accepted_at BETWEEN ? AND ?
         ORDER BY accepted_at DESC LIMIT ${looked}
       ) WHERE reverse_path = ?
     ), unheard AS NOT MATERIALIZED (
       SELECT key, accepted_at, text FROM message
       WHERE reverse_path = ? AND unheard = 1 AND accepted_at BETWEEN ? AND ?
       ORDER BY accepted_at DESC, key DESC LIMIT ${looked}
     )
     SELECT d.recipient, iif(d.put_off = 1, d.next_attempt_at, d.send_at) AS due_at, m.id FROM (
       SELECT key FROM named WHERE text = ? AND NOT EXISTS (SELECT 1 FROM named WHERE text <> ?)
       UNION ALL SELECT key FROM unheard WHERE text = ? AND text = (SELECT text FROM unheard ORDER BY accepted_at DESC, key DESC LIMIT 1)
     ) AS earlier CROSS JOIN message m ON m.key = earlier.key CROSS JOIN delivery d ON d.message_key = m.key
     WHERE d.state NOT IN ('failed', 'expired', 'cancelled') ORDER BY d.id`,
    ...[name, since, acceptedAt, reversePath],
    ...[reversePath, since, acceptedAt],
    ...[message.text, message.text, message.text],
  );
  const inTime = rows.filter((row) => {
    const recipient = phoneNumber(row, "recipient");
    const wished = submission.wishes?.get(recipient);
    const dueAt = submission.times?.get(recipient)?.dueAt ??
      Math.max(acceptedAt, wished?.sendAt ?? acceptedAt);
    return (optionalInteger(row, "due_at") ?? 0) <= dueAt;
  });
  return new Map(
    inTime.map((row) => [phoneNumber(row, "recipient"), messageId(row, "id")]),
  );
}

/** Notes that a mail's client may not have heard that it was accepted. */
export function markUnheard(
  database: Database,
  recent: RecentMails,
  id: MessageId,
): void {
  const row = database.get(
    "UPDATE message SET unheard = 1 WHERE id = ? RETURNING reverse_path, accepted_at",
    id,
  );
  if (row === undefined) return;
  recent.noteUnheard(text(row, "reverse_path"), integer(row, "accepted_at"));
}
