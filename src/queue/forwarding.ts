import type { DeliveryId, PhoneNumber } from "../model/mod.ts";
import { accept } from "./accept.ts";
import { correspondentsOf, tailOf } from "./correspondents.ts";
import type { Database } from "./database.ts";
import { allow, deny, whoDenied } from "./denied.ts";
import { post } from "./outbox.ts";
import type { RecentMails } from "./recent_mails.ts";
import { readInboundItem } from "./receive.ts";
import type {
  FreshSms,
  HandledSms,
  Handling,
  ReplyDecision,
  ReplyThread,
} from "./reply.ts";
import { integer, phoneNumber, type Row, text } from "./rows.ts";

/** Deals with fresh SMS, the oldest first. What has been taken from the inbox meanwhile is forgotten. */
export function handle(
  database: Database,
  recent: RecentMails,
  handling: Handling,
): readonly HandledSms[] {
  const rows = database.all(
    `SELECT f.inbox_id, i.* FROM inbox_fresh f LEFT JOIN inbox i ON i.id = f.inbox_id
     ORDER BY f.inbox_id LIMIT ?`,
    handling.limit,
  );
  return rows.flatMap((row) => {
    database.run(
      "DELETE FROM inbox_fresh WHERE inbox_id = ?",
      integer(row, "inbox_id"),
    );
    if (row["id"] === null) return [];
    const sms = freshSms(database, row, handling);
    const decision = handling.decide(sms);
    const { now } = handling;
    const deliveries = carryOut(database, recent, { sms, decision, now });
    return [{ sms, decision, deliveries }];
  });
}

function freshSms(
  database: Database,
  row: Row,
  { read, since, counted, now }: Handling,
): FreshSms {
  const item = readInboundItem(row);
  const number = item.kind === "sms" ? read(item.from) : undefined;
  const sender = number ?? item.from;
  return {
    id: integer(row, "id"),
    item,
    ...(number === undefined ? {} : { number }),
    correspondents: item.kind === "sms"
      ? correspondentsOf(database, { number, sender: item.from, since })
      : [],
    denied: number && whoDenied(database, number),
    forwarded: {
      own: counted.own.map((from) => countOf(database, { from, now, sender })),
      all: counted.all.map((from) => countOf(database, { from, now })),
      same: countSame(database, item.text, { from: counted.same, now, sender }),
    },
  };
}

/** What went by mail in a stretch that ends now: a clock that was ahead must not keep anybody waiting once it is right. */
interface Stretch {
  readonly from: number;
  readonly now: number;
  /** Absent: of all. */
  readonly sender?: string;
}

function countOf(database: Database, { from, now, sender }: Stretch): number {
  const row = sender === undefined
    ? database.get(
      "SELECT count(*) AS count FROM forwarded WHERE at BETWEEN ? AND ?",
      from,
      now,
    )
    : database.get(
      "SELECT count(*) AS count FROM forwarded WHERE sender = ? AND at BETWEEN ? AND ?",
      sender,
      from,
      now,
    );
  return integer(row ?? {}, "count");
}

function countSame(
  database: Database,
  words: string,
  { from, now, sender }: Required<Stretch>,
): number {
  const row = database.get(
    `SELECT count(*) AS count FROM forwarded f JOIN inbox i ON i.id = f.inbox_id
     WHERE f.sender = ? AND f.at BETWEEN ? AND ? AND i.text = ?`,
    sender,
    from,
    now,
    words,
  );
  return integer(row ?? {}, "count");
}

function carryOut(
  database: Database,
  recent: RecentMails,
  { sms, decision, now }: {
    readonly sms: FreshSms;
    readonly decision: ReplyDecision;
    readonly now: number;
  },
): readonly DeliveryId[] {
  const { word, mail } = decision;
  if (word?.kind === "stop") {
    deny(database, { number: word.number, at: now, madeBy: "sms" });
  }
  if (word?.kind === "start") allow(database, word.number);
  const submission = word?.confirmation;
  const { deliveries } = submission === undefined
    ? { deliveries: [] }
    : accept(database, recent, { submission });
  if (mail.kind === "kept") return deliveries;
  post(database, [mail.notice]);
  database.run(
    `INSERT INTO forwarded (inbox_id, message_id, at, sender, number, modem) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    sms.id,
    mail.messageId,
    now,
    sms.number ?? sms.item.from,
    mail.number ?? null,
    sms.item.modem,
  );
  return deliveries;
}

/** Forgets mails and correspondents from before this moment. */
export function forget(database: Database, before: number): void {
  database.run("DELETE FROM forwarded WHERE at < ?", before);
  database.run("DELETE FROM correspondent WHERE sent_at < ?", before);
}

/** Where an answer goes that names these Message-IDs; the first that is known counts. */
export function threadOf(
  database: Database,
  messageIds: readonly string[],
  since: number,
): ReplyThread | undefined {
  for (const id of messageIds) {
    const row = database.get(
      "SELECT * FROM forwarded WHERE message_id = ? AND at >= ?",
      id,
      since,
    );
    if (row === undefined) continue;
    return {
      number: row["number"] === null ? undefined : phoneNumber(row, "number"),
      sender: text(row, "sender"),
      modem: text(row, "modem"),
    };
  }
  return undefined;
}

/**
 * Whether an SMS of this number came in at `since` or later. A sender that the network wrote without its country code is compared by its
 * last eight digits, as in a status report.
 */
export function answeredSince(
  database: Database,
  number: PhoneNumber,
  since: number,
): boolean {
  const tail = tailOf(number) ?? null;
  const row = database.get(
    `SELECT 1 FROM inbox WHERE kind = 'sms' AND received_at >= ?
       AND (sender = ? OR ltrim(sender, '+') NOT GLOB '*[^0-9]*' AND substr(sender, 1, 1) <> '+' AND substr(sender, -8) = ?)
     LIMIT 1`,
    since,
    number,
    tail,
  );
  return row !== undefined;
}
