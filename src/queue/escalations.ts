import type { DeliveryId, PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { deniedReason } from "./denied.ts";
import type { EscalationRecord, NewEscalation } from "./escalation_record.ts";
import { readPlan } from "./escalation_plan.ts";
import {
  flag,
  integer,
  messageId,
  optionalInteger,
  phoneNumber,
  type Row,
  state,
  text,
} from "./rows.ts";
import type { Submission } from "./submission.ts";

const columns =
  `e.*, m.id AS message_id, m.text, m.subject, m.reverse_path, m.segment_count
   FROM escalation e JOIN message m ON m.key = e.message_key`;

/** Begins escalations of a message that was just accepted; `deliveries` are in the order of its recipients. */
export function beginEscalations(
  database: Database,
  { id, acceptedAt, recipients }: Submission,
  { escalations, deliveries }: {
    readonly escalations: readonly NewEscalation[];
    readonly deliveries: readonly DeliveryId[];
  },
): void {
  for (const { plan, recipients: about, dueAt, fixed } of escalations) {
    const wanted = new Set(about);
    const its = deliveries.filter((_, at) => {
      const recipient = recipients[at];
      return recipient !== undefined && wanted.has(recipient);
    });
    if (its.length === 0) continue;
    const escalation = database.insert(
      `INSERT INTO escalation (message_key, plan, set_at, due_at, fixed, inbox_id)
       SELECT key, ?, ?, ?, ?, coalesce((SELECT max(id) FROM inbox), 0) FROM message WHERE id = ?`,
      JSON.stringify(plan),
      acceptedAt,
      dueAt,
      Number(fixed),
      id,
    );
    addDeliveries(database, escalation, its);
  }
}

/** Adds deliveries by any of which an escalation is confirmed. */
export function addDeliveries(
  database: Database,
  escalation: number,
  deliveries: readonly DeliveryId[],
): void {
  for (const delivery of deliveries) {
    database.run(
      "INSERT INTO escalation_delivery (escalation_id, delivery_id) VALUES (?, ?)",
      escalation,
      delivery,
    );
  }
}

/** Open ones that are due, the longest due first. */
export function dueEscalations(
  database: Database,
  now: number,
  limit: number,
): readonly EscalationRecord[] {
  return database.all(
    `SELECT ${columns} WHERE e.ended_at IS NULL AND e.due_at <= ? ORDER BY e.due_at, e.id LIMIT ?`,
    now,
    limit,
  ).map((row) => readEscalation(database, row));
}

/** Open ones that a delivery, or one that it serves, belongs to. */
export function escalationsOf(
  database: Database,
  delivery: DeliveryId,
): readonly EscalationRecord[] {
  return database.all(
    `SELECT ${columns} WHERE e.ended_at IS NULL AND e.id IN (
       SELECT escalation_id FROM escalation_delivery WHERE delivery_id = ?
       UNION SELECT l.escalation_id FROM delivery d JOIN escalation_delivery l ON l.delivery_id = d.id WHERE d.merged_into = ?
     ) ORDER BY e.id`,
    delivery,
    delivery,
  ).map((row) => readEscalation(database, row));
}

/** Open ones behind an id. */
export function openEscalations(
  database: Database,
  after: number,
  limit: number,
): readonly EscalationRecord[] {
  return database.all(
    `SELECT ${columns} WHERE e.ended_at IS NULL AND e.id > ? ORDER BY e.id LIMIT ?`,
    after,
    limit,
  ).map((row) => readEscalation(database, row));
}

/** The open one with this id. */
export function openEscalation(
  database: Database,
  id: number,
): EscalationRecord | undefined {
  const row = database.get(
    `SELECT ${columns} WHERE e.id = ? AND e.ended_at IS NULL`,
    id,
  );
  return row && readEscalation(database, row);
}

/** When the next one is due, also a past moment. */
export function nextEscalationAt(database: Database): number | undefined {
  const row = database.get(
    "SELECT min(due_at) AS due FROM escalation WHERE ended_at IS NULL",
  );
  return optionalInteger(row ?? {}, "due");
}

/** After the wall clock was set, see `Escalations`. */
export function followClock(
  database: Database,
  now: number,
  moved?: { readonly by: number; readonly withinMs: number },
): void {
  if (moved === undefined) {
    database.run(
      `UPDATE escalation SET due_at = due_at - (set_at - ?), set_at = ?
       WHERE ended_at IS NULL AND fixed = 0 AND set_at > ?`,
      now,
      now,
      now,
    );
  } else {
    database.run(
      `UPDATE escalation SET due_at = due_at + ?, set_at = set_at + ?
       WHERE ended_at IS NULL AND fixed = 0 AND set_at NOT BETWEEN ? AND ?`,
      moved.by,
      moved.by,
      // What has begun since goes by the new time already.
      now - moved.withinMs,
      now,
    );
  }
}

function readEscalation(database: Database, row: Row): EscalationRecord {
  const id = integer(row, "id");
  const plan = readPlan(row, "plan");
  const deliveries = deliveriesOf(database, id);
  const numbers = deliveries.map((it) => it.recipient);
  return {
    id,
    messageId: messageId(row, "message_id"),
    plan,
    step: integer(row, "step"),
    dueAt: integer(row, "due_at"),
    text: text(row, "text"),
    subject: text(row, "subject"),
    reversePath: text(row, "reverse_path"),
    segmentCount: integer(row, "segment_count"),
    deliveries,
    answers: plan.until === "answer"
      ? answersOf(database, numbers, integer(row, "inbox_id"))
      : [],
  };
}

function deliveriesOf(
  database: Database,
  escalation: number,
): EscalationRecord["deliveries"] {
  // What was merged may be merged once more.
  return database.all(
    `WITH RECURSIVE serving (first, id) AS (
       SELECT delivery_id, delivery_id FROM escalation_delivery WHERE escalation_id = ?
       UNION SELECT s.first, d.merged_into FROM serving s JOIN delivery d ON d.id = s.id WHERE d.merged_into IS NOT NULL
     )
     SELECT d.recipient, d.state, d.state = 'cancelled' AND d.reason = ? AS denied, EXISTS (
       SELECT 1 FROM delivery f JOIN escalation e ON e.message_key = f.message_key WHERE f.id = s.first AND e.id = ?
     ) AS own FROM serving s JOIN delivery d ON d.id = s.id
     WHERE d.merged_into IS NULL ORDER BY s.first`,
    escalation,
    deniedReason,
    escalation,
  ).map((row) => ({
    recipient: phoneNumber(row, "recipient"),
    state: state(row, "state"),
    ...(flag(row, "denied") ? { denied: true } : {}),
    own: flag(row, "own"),
  }));
}

/** By the order of their coming, not by the clock: one that was set must neither hide an answer nor make one. */
function answersOf(
  database: Database,
  numbers: readonly PhoneNumber[],
  inboxId: number,
): readonly string[] {
  const wanted = new Set(numbers.map(lastDigits));
  return database.all(
    "SELECT sender, text FROM inbox WHERE id > ? AND kind = 'sms' ORDER BY id",
    inboxId,
  ).filter((row) => wanted.has(lastDigits(text(row, "sender"))))
    .map((row) => text(row, "text"));
}

/** As reports are matched: networks write a number with or without its country. */
function lastDigits(number: string): string {
  return /^\+?[0-9]{8,}$/.test(number) ? number.slice(-8) : number;
}
