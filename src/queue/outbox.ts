import type { Database } from "./database.ts";
import type { Notice, NoticeFate, NoticeRecord } from "./notice.ts";
import { integer, oneOf, optionalInteger, type Row, text } from "./rows.ts";

/** Puts notices into the outbox; one whose key is known already is dropped. */
export function post(database: Database, notices: readonly Notice[]): void {
  for (const notice of notices.flatMap(eachAddress)) {
    database.run(
      `INSERT INTO notice (key, kind, channel, created_at, updated_at, expires_at, next_attempt_at, sender, recipients, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
      notice.key,
      notice.kind,
      notice.channel,
      notice.createdAt,
      notice.createdAt,
      notice.expiresAt,
      notice.createdAt,
      notice.from,
      notice.to.join("\n"),
      notice.body,
    );
  }
}

/** A server may take one address and put off another: each has a fate of its own. */
function eachAddress(notice: Notice): readonly Notice[] {
  if (notice.to.length < 2) return [notice];
  return notice.to.map((address) => ({
    ...notice,
    key: `${notice.key} ${address}`,
    to: [address],
  }));
}

/** Those of a channel that are due, the longest due first. */
export function dueNotices(
  database: Database,
  { channel, now }: {
    readonly channel: Notice["channel"];
    readonly now: number;
  },
  limit: number,
): readonly NoticeRecord[] {
  return database.all(
    `SELECT * FROM notice WHERE state = 'waiting' AND channel = ? AND next_attempt_at <= ? ORDER BY next_attempt_at, id LIMIT ?`,
    channel,
    now,
    limit,
  ).map(readNotice);
}

/** Books how an attempt ended; nothing for one that does not wait any more. */
export function settleNotice(
  database: Database,
  id: number,
  { fate, at }: { readonly fate: NoticeFate; readonly at: number },
): void {
  database.run(
    `UPDATE notice SET state = ?, updated_at = ?, next_attempt_at = ?, reason = ?, attempts = attempts + ?,
       body = CASE WHEN ? THEN '' ELSE body END
     WHERE id = ? AND state = 'waiting'`,
    fate.to,
    at,
    fate.to === "waiting" ? fate.nextAttemptAt : null,
    fate.to === "done" ? "" : fate.reason,
    fate.to === "done" ? 0 : 1,
    // What is done need not be kept.
    Number(fate.to === "done"),
    id,
  );
}

/** When the next notice of a channel is due, also a past moment; undefined when none waits. */
export function nextNoticeAt(
  database: Database,
  channel: Notice["channel"],
): number | undefined {
  const row = database.get(
    "SELECT min(next_attempt_at) AS due FROM notice WHERE state = 'waiting' AND channel = ?",
    channel,
  );
  return optionalInteger(row ?? {}, "due");
}

/** Notices in any state, the newest first. */
export function notices(
  database: Database,
  limit: number,
): readonly NoticeRecord[] {
  return database.all("SELECT * FROM notice ORDER BY id DESC LIMIT ?", limit)
    .map(readNotice);
}

/** When reports to an address were posted. */
export function reportTimes(
  database: Database,
  to: string,
  since: number,
): readonly number[] {
  return database.all(
    "SELECT created_at FROM notice WHERE kind = 'report' AND recipients = ? AND created_at >= ?",
    to,
    since,
  ).map((row) => integer(row, "created_at"));
}

/** After the wall clock was set back to `now`: nothing waits for a moment that it was put off to while the clock was ahead. */
export function followClockInOutbox(database: Database, now: number): void {
  database.run(
    `UPDATE notice SET next_attempt_at = ?, expires_at = expires_at - (updated_at - ?), updated_at = ?
     WHERE state = 'waiting' AND updated_at > ?`,
    ...[now, now, now, now],
  );
  database.run(
    "UPDATE news SET due_at = due_at - (at - ?), at = ? WHERE at > ?",
    ...[now, now, now],
  );
}

function readNotice(row: Row): NoticeRecord {
  return {
    id: integer(row, "id"),
    key: text(row, "key"),
    kind: oneOf(["report", "forward", "alarm"], row, "kind"),
    channel: oneOf(["mail", "webhook"], row, "channel"),
    state: oneOf(["waiting", "done", "failed"], row, "state"),
    createdAt: integer(row, "created_at"),
    updatedAt: integer(row, "updated_at"),
    expiresAt: integer(row, "expires_at"),
    nextAttemptAt: optionalInteger(row, "next_attempt_at"),
    attempts: integer(row, "attempts"),
    reason: text(row, "reason"),
    from: text(row, "sender"),
    to: text(row, "recipients").split("\n"),
    body: text(row, "body"),
  };
}
