import type { MessageId } from "../model/mod.ts";
import { accept } from "./accept.ts";
import type { AlarmCommit, AlarmRecord, AlarmsKept } from "./alarm_record.ts";
import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDeliveries } from "./deliveries.ts";
import { post } from "./outbox.ts";
import type { RecentMails } from "./recent_mails.ts";
import {
  flag,
  integer,
  messageId,
  oneOf,
  optionalInteger,
  type Row,
  text,
} from "./rows.ts";
import type { Change } from "./store.ts";

/** All that is known of conditions. */
export function alarms(database: Database): readonly AlarmRecord[] {
  return database.all("SELECT * FROM alarm ORDER BY key").map(readAlarm);
}

/** Books what has changed with conditions, and what follows from it. */
export function keepAlarms(
  database: Database,
  recent: RecentMails,
  commit: AlarmCommit,
): AlarmsKept {
  const { kept, forgotten, notices, submissions, withdrawn, at } = commit;
  for (const record of kept) putAlarm(database, record);
  for (const key of forgotten) {
    database.run("DELETE FROM alarm WHERE key = ?", key);
  }
  post(database, notices);
  // What waits of an earlier SMS goes before the new one comes: one of a condition waits at most.
  const changes = withdrawn.flatMap((id) => withdraw(database, id, at));
  const accepted = submissions.map((submission) => ({
    submission,
    deliveries: accept(database, recent, { submission }).deliveries,
  }));
  return { changes, accepted };
}

function withdraw(
  database: Database,
  id: MessageId,
  at: number,
): readonly Change[] {
  const reason = "Not sent in time: there is newer word of it";
  const rows = database.all(
    "SELECT d.id FROM message m JOIN delivery d ON d.message_key = m.key WHERE m.id = ?",
    id,
  );
  return findDeliveries(database, rows).flatMap((it) =>
    happen(database, it, { what: "cancelled", at, reason }) ?? []
  );
}

function putAlarm(database: Database, record: AlarmRecord): void {
  const raised = record.phase === "raised" ? record : undefined;
  const toldAt = record.phase === "cleared" ? record.clearedAt : raised?.toldAt;
  const calmSince = record.phase === "cleared" ? undefined : record.calmSince;
  database.run(
    `INSERT OR REPLACE INTO alarm (key, condition, phase, since, calm_since, told_at, flaps, waited, text, sms_due, message_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.key,
    record.condition,
    record.phase,
    record.since,
    calmSince ?? null,
    toldAt ?? null,
    record.flaps,
    raised?.waited ?? 0,
    raised?.text ?? "",
    Number(raised?.smsDue ?? false),
    raised?.sms ?? "",
  );
}

const phases = ["pending", "raised", "cleared"] as const;

function readAlarm(row: Row): AlarmRecord {
  const base = {
    key: text(row, "key"),
    condition: text(row, "condition"),
    since: integer(row, "since"),
    flaps: integer(row, "flaps"),
  };
  const calmSince = optionalInteger(row, "calm_since");
  const phase = oneOf(phases, row, "phase");
  switch (phase) {
    case "pending":
      return { ...base, phase, calmSince };
    case "cleared":
      return { ...base, phase, clearedAt: integer(row, "told_at") };
    case "raised":
      return {
        ...base,
        phase,
        calmSince,
        toldAt: integer(row, "told_at"),
        text: text(row, "text"),
        waited: integer(row, "waited"),
        smsDue: flag(row, "sms_due"),
        sms: text(row, "message_id") === ""
          ? undefined
          : messageId(row, "message_id"),
      };
    default:
      return phase satisfies never;
  }
}
