import type { Database } from "./database.ts";
import { messageId, text } from "./rows.ts";
import type { AskedBefore, Once, Submission } from "./submission.ts";

/** So many of those that are kept no longer go with each new one. */
const forgottenAtOnce = 100;

/** What was answered to the same caller under the same key, if that is still kept. */
export function askedBefore(
  database: Database,
  { caller, key, fingerprint, since }: Once,
): AskedBefore | undefined {
  const row = database.get(
    "SELECT fingerprint, message_id FROM sent_once WHERE caller = ? AND key = ? AND at >= ?",
    ...[caller, key, since],
  );
  if (row === undefined) return undefined;
  return text(row, "fingerprint") === fingerprint
    ? { kind: "same", id: messageId(row, "message_id") }
    : { kind: "other" };
}

/** Keeps which message answers the key, in the commit that makes the message, and forgets some of what is kept no longer. */
export function noteAsked(
  database: Database,
  { caller, key, fingerprint, since }: Once,
  { id, acceptedAt }: Submission,
): void {
  database.run(
    "INSERT OR REPLACE INTO sent_once (caller, key, fingerprint, message_id, at) VALUES (?, ?, ?, ?, ?)",
    ...[caller, key, fingerprint, id, acceptedAt],
  );
  database.run(
    `DELETE FROM sent_once WHERE (caller, key) IN (
       SELECT caller, key FROM sent_once WHERE at < ? ORDER BY at LIMIT ?
     )`,
    ...[since, forgottenAtOnce],
  );
}
