import type { DeliveryId, PhoneNumber } from "../model/mod.ts";
import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";
import { open } from "./gathering.ts";
import { bookLetThrough, capsAny, freeAt } from "./let_through.ts";
import { merge } from "./merge.ts";
import {
  mailNotification,
  recipientNotification,
  recipientNotificationColumns,
} from "./notifications.ts";
import type { RecentMails } from "./recent_mails.ts";
import {
  deliveryId,
  integer,
  messageId,
  optionalText,
  phoneNumber,
  type Row,
  shortMessage,
  shortMessageColumns,
  text,
} from "./rows.ts";
import type { Change } from "./store.ts";
import type { Closed, Closing, ClosingWatch, GatheredText } from "./storm.ts";
import { wishes, wishesColumns } from "./wishes.ts";

/** So many deliveries change in one commit, which takes some milliseconds. */
const rowsAtOnce = 500;
/** So many texts are read for the one that stands for all. */
const textsRead = 20;

/** When the first gathering closes; at once where one has become an SMS and its deliveries are still to be marked. */
export function nextClosingAt(database: Database): number | undefined {
  if (findMerging(database) !== undefined) return 0;
  const row = database.get(
    "SELECT min(closes_at) AS at FROM gathering WHERE merged_into IS NULL",
  );
  return typeof row?.["at"] === "number" ? row["at"] : undefined;
}

/** Marks what is left to mark, or else closes the longest due gathering. */
export function closeNext(
  database: Database,
  recent: RecentMails,
  { now, watch }: { readonly now: number; readonly watch: ClosingWatch },
): Closed | undefined {
  const marked = markNext(database, now);
  if (marked !== undefined) return marked;
  const row = database.get(
    `SELECT * FROM gathering WHERE merged_into IS NULL AND closes_at <= ? ORDER BY closes_at, id LIMIT 1`,
    now,
  );
  if (row === undefined) return undefined;
  const gathering = {
    id: integer(row, "id"),
    recipient: phoneNumber(row, "recipient"),
    likeness: text(row, "likeness"),
  };
  return close(database, recent, { now, watch, gathering });
}

interface Due {
  readonly now: number;
  readonly watch: ClosingWatch;
  readonly gathering: {
    readonly id: number;
    readonly recipient: PhoneNumber;
    readonly likeness: string;
  };
}

function close(database: Database, recent: RecentMails, due: Due): Closed {
  const { now, watch, gathering: { id, recipient, likeness } } = due;
  const texts = newest(database, id, now);
  const [last] = texts;
  const sender = last === undefined ? "" : watch.senderOf(last);
  const waiting = countWaiting(database, id);
  const quietUntil = watch.quietUntil?.(last ?? {}, recipient, now) ?? now;
  const closing = watch.decide({
    now,
    recipient,
    alike: likeness !== "",
    waiting,
    texts,
    quietUntil,
    freeAt: freeAt(database, { sender, recipient }, watch.caps, quietUntil),
  });
  const leaves = closing.to === "release" || closing.to === "merge";
  if (leaves && capsAny(watch.caps)) {
    const when = { at: now, now, putOff: false };
    bookLetThrough(database, { sender, recipient }, when);
  }
  return carryOut(database, recent, { ...due, closing, last, waiting });
}

function carryOut(
  database: Database,
  recent: RecentMails,
  { now, gathering, closing, last, waiting: texts }: Due & {
    readonly closing: Closing;
    readonly waiting: number;
    readonly last: GatheredText | undefined;
  },
): Closed {
  switch (closing.to) {
    case "extend":
      database.run(
        "UPDATE gathering SET closes_at = ? WHERE id = ?",
        closing.closesAt,
        gathering.id,
      );
      return { changes: [], due: 0, extended: true };
    case "end":
      forget(database, gathering.id);
      forgetEmpty(database, now);
      return { changes: [], due: 0 };
    case "release":
      forget(database, gathering.id);
      if (last !== undefined) release(database, last.deliveryId, now);
      reopen(database, gathering, { now, closing });
      return { changes: [], due: 1 };
    case "merge": {
      const closed = mergeGathered(database, recent, {
        id: gathering.id,
        submission: closing.submission,
        texts,
        now,
      });
      reopen(database, gathering, { now, closing });
      return closed;
    }
    default:
      return closing satisfies never;
  }
}

function reopen(
  database: Database,
  gathering: Due["gathering"],
  { now, closing }: {
    readonly now: number;
    readonly closing: Extract<Closing, { to: "release" | "merge" }>;
  },
): void {
  const { reopens: closesAt } = closing;
  if (closesAt !== undefined) open(database, { ...gathering, now, closesAt });
}

function mergeGathered(
  database: Database,
  recent: RecentMails,
  { id, submission, texts, now }: {
    readonly id: number;
    readonly texts: number;
    readonly submission: Extract<Closing, { to: "merge" }>["submission"];
    readonly now: number;
  },
): Closed {
  const ids = waitingIds(database, id);
  const made = merge(database, recent, { ids, submission, at: now });
  if (made === undefined) throw new Error("A gathering without deliveries");
  const { delivery, changes } = made;
  for (const each of ids) {
    database.run("DELETE FROM gathered WHERE delivery_id = ?", each);
  }
  if (ids.length === texts) forget(database, id);
  else {
    database.run(
      "UPDATE gathering SET merged_into = ? WHERE id = ?",
      delivery,
      id,
    );
  }
  return { changes, merged: { submission, delivery, texts }, due: 1 };
}

/** Marks the next of those deliveries of which an SMS tells already. */
export function markNext(database: Database, now: number): Closed | undefined {
  const merging = findMerging(database);
  if (merging === undefined) return undefined;
  const { id, mergedInto } = merging;
  const serving = findDelivery(database, mergedInto);
  const reason = `Merged into message ${serving?.messageId ?? "unknown"}`;
  const ids = gatheredIds(database, id);
  const changes = ids.flatMap((each): readonly Change[] => {
    const delivery = findDelivery(database, each);
    if (delivery?.state !== "queued" || delivery.attempt > 0) {
      // It went its own way meanwhile, as where the clock was set forward, and the SMS tells of it, too.
      markTwice(database, each);
      return [];
    }
    const merged = {
      what: "merged",
      at: now,
      into: mergedInto,
      reason,
    } as const;
    const change = happen(database, delivery, merged);
    return change === undefined ? [] : [change];
  });
  for (const each of ids) {
    database.run("DELETE FROM gathered WHERE delivery_id = ?", each);
  }
  if (ids.length < rowsAtOnce) forget(database, id);
  return { changes, due: 0 };
}

function markTwice(database: Database, id: DeliveryId): void {
  database.run(
    "UPDATE delivery SET possible_duplicate = 1 WHERE id = ? AND state NOT IN ('failed', 'expired', 'cancelled')",
    id,
  );
}

function findMerging(
  database: Database,
): { readonly id: number; readonly mergedInto: DeliveryId } | undefined {
  const row = database.get(
    "SELECT id, merged_into FROM gathering WHERE merged_into IS NOT NULL LIMIT 1",
  );
  return row && {
    id: integer(row, "id"),
    mergedInto: deliveryId(row, "merged_into"),
  };
}

/** Those that an SMS may still stand for: no modem had them yet. */
const waiting =
  `FROM gathered g JOIN delivery d ON d.id = g.delivery_id JOIN message m ON m.key = d.message_key
   WHERE g.gathering_id = ? AND d.state = 'queued' AND d.attempt = 0`;

function countWaiting(database: Database, id: number): number {
  const row = database.get(
    `SELECT count(*) AS count FROM gathered g JOIN delivery d ON d.id = g.delivery_id
     WHERE g.gathering_id = ? AND d.state = 'queued' AND d.attempt = 0`,
    id,
  );
  return integer(row ?? {}, "count");
}

function waitingIds(database: Database, id: number): readonly DeliveryId[] {
  return database.all(
    `SELECT d.id ${waiting} ORDER BY g.delivery_id LIMIT ${rowsAtOnce}`,
    id,
  ).map((row) => deliveryId(row, "id"));
}

function gatheredIds(database: Database, id: number): readonly DeliveryId[] {
  return database.all(
    `SELECT delivery_id AS id FROM gathered WHERE gathering_id = ? ORDER BY delivery_id LIMIT ${rowsAtOnce}`,
    id,
  ).map((row) => deliveryId(row, "id"));
}

function newest(
  database: Database,
  id: number,
  now: number,
): readonly GatheredText[] {
  return database.all(
    `SELECT d.id, m.id AS message_id, m.reverse_path, m.client_address, m.user_name, m.subject, m.envelope_id, m.returned,
       d.expires_at - max(d.next_attempt_at, ?) AS lifetime, ${shortMessageColumns}, ${wishesColumns},
       ${recipientNotificationColumns}
     ${waiting} ORDER BY g.delivery_id DESC LIMIT ${textsRead}`,
    now,
    id,
  ).map(readText);
}

function readText(row: Row): GatheredText {
  const user = optionalText(row, "user_name") ?? "";
  const wished = wishes(row);
  const notification = recipientNotification(row);
  const ofMail = mailNotification(row);
  return {
    deliveryId: deliveryId(row, "id"),
    messageId: messageId(row, "message_id"),
    reversePath: text(row, "reverse_path"),
    clientAddress: text(row, "client_address"),
    ...(user === "" ? {} : { user }),
    subject: text(row, "subject"),
    message: shortMessage(row),
    ...(wished === undefined ? {} : { wishes: wished }),
    ...(notification === undefined ? {} : { notification }),
    ...(ofMail === undefined ? {} : { mailNotification: ofMail }),
    lifetimeMs: integer(row, "lifetime"),
  };
}

/** It is due now, and expires as much sooner. */
function release(database: Database, id: DeliveryId, now: number): void {
  database.run(
    `UPDATE delivery SET expires_at = expires_at - max(next_attempt_at - ?, 0), next_attempt_at = ?, updated_at = ?, reason = ''
     WHERE id = ?`,
    ...[now, now, now],
    id,
  );
}

/** A flood of texts that are all different leaves as many behind as there were. */
function forgetEmpty(database: Database, now: number): void {
  database.run(
    `DELETE FROM gathering WHERE id IN (
       SELECT id FROM gathering WHERE merged_into IS NULL AND closes_at <= ?
         AND NOT EXISTS (SELECT 1 FROM gathered WHERE gathering_id = gathering.id)
       ORDER BY closes_at LIMIT ${rowsAtOnce})`,
    now,
  );
}

function forget(database: Database, id: number): void {
  database.run("DELETE FROM gathered WHERE gathering_id = ?", id);
  database.run("DELETE FROM gathering WHERE id = ?", id);
}
