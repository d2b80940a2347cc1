import type { PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { Correspondent } from "./reply.ts";
import { integer, phoneNumber, type Row, text } from "./rows.ts";

/** What a store keeps for replies; what is not asked for costs nothing. */
export interface KeptForReplies {
  /** Whom an SMS would answer. */
  readonly correspondents: boolean;
  /** Which SMS came in. */
  readonly fresh: boolean;
}

const nothing: KeptForReplies = { correspondents: false, fresh: false };

/**
 * Has this connection note from now on, in the same commit, who has mailed to a number whenever an SMS has gone out or may have, and each SMS that
 * comes in. Triggers of the connection: no way into these states can pass them by, and an inbox from before is left alone.
 */
export function keepForReplies(
  database: Database,
  { correspondents, fresh }: KeptForReplies = nothing,
): void {
  database.execute("DROP TRIGGER IF EXISTS temp.correspondent_kept");
  database.execute("DROP TRIGGER IF EXISTS temp.inbox_fresh_kept");
  if (correspondents) {
    // A report that comes later makes no mail newer than it is. One SMS in the place of several is answered to the newest of them.
    database.execute(
      `CREATE TEMP TRIGGER correspondent_kept AFTER UPDATE OF state ON delivery
       WHEN NEW.state IN ('sent', 'uncertain') AND NEW.state <> OLD.state AND NEW.modem IS NOT NULL
       BEGIN
         INSERT INTO correspondent (number, modem, sent_at, reverse_path, subject, message_id)
           SELECT NEW.recipient, NEW.modem, NEW.updated_at, reverse_path, subject, message_id FROM message
           WHERE reverse_path <> '' AND key = coalesce((
             SELECT x.key FROM delivery o CROSS JOIN message x ON x.key = o.message_key
             WHERE o.merged_into = NEW.id AND x.reverse_path <> '' ORDER BY o.id DESC LIMIT 1
           ), NEW.message_key)
           ON CONFLICT (number, modem) DO UPDATE SET sent_at = excluded.sent_at, reverse_path = excluded.reverse_path,
             subject = excluded.subject, message_id = excluded.message_id;
       END`,
    );
  }
  if (fresh) {
    database.execute(
      `CREATE TEMP TRIGGER inbox_fresh_kept AFTER INSERT ON inbox
       WHEN NEW.kind IN ('sms', 'unreadable')
       BEGIN
         INSERT INTO inbox_fresh (inbox_id) VALUES (NEW.id);
       END`,
    );
  }
}

/** A number has one for each modem; more than anybody has modems. */
const looked = 200;
const comparedDigits = 8;

/**
 * The last mails to a number, the newest first; where there are none, those to numbers that end in the same eight digits as the sender,
 * since a network may write a number in a form that cannot be read.
 */
export function correspondentsOf(
  database: Database,
  { number, sender, since }: {
    readonly number: PhoneNumber | undefined;
    readonly sender: string;
    readonly since: number;
  },
): readonly Correspondent[] {
  const exact = number === undefined ? [] : database.all(
    `SELECT * FROM correspondent WHERE number = ? AND sent_at >= ? ORDER BY sent_at DESC LIMIT ${looked}`,
    number,
    since,
  );
  if (exact.length > 0) return exact.map(readCorrespondent);
  const tail = tailOf(sender);
  // A number with its country code is what it is; only a national form can stand for several.
  if (tail === undefined || /^\+[1-9]/.test(sender)) return [];
  return database.all(
    `SELECT * FROM correspondent WHERE substr(number, -8) = ? AND sent_at >= ? ORDER BY sent_at DESC LIMIT ${looked}`,
    tail,
    since,
  ).map(readCorrespondent);
}

/** The digits by which two ways of writing a number are compared; undefined where there are too few, or letters. */
export function tailOf(sender: string): string | undefined {
  const [, digits = ""] = /^\+?([0-9]+)$/.exec(sender) ?? [];
  return digits.length >= comparedDigits
    ? digits.slice(-comparedDigits)
    : undefined;
}

function readCorrespondent(row: Row): Correspondent {
  return {
    number: phoneNumber(row, "number"),
    modem: text(row, "modem"),
    sentAt: integer(row, "sent_at"),
    reversePath: text(row, "reverse_path"),
    subject: text(row, "subject"),
    messageId: text(row, "message_id"),
  };
}
