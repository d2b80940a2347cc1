import type { DeliveryId } from "../model/mod.ts";
import { insertSubmission } from "./accept.ts";
import type { Database } from "./database.ts";
import type { EscalationFate, EscalationRecord } from "./escalation_record.ts";
import { addDeliveries, openEscalation } from "./escalations.ts";

/** Books what becomes of one, unless anything of its record is not so any more. */
export function settleEscalation(
  database: Database,
  record: EscalationRecord,
  fate: EscalationFate,
): readonly DeliveryId[] | undefined {
  const known = openEscalation(database, record.id);
  if (JSON.stringify(known) !== JSON.stringify(record)) return undefined;
  if (fate.to === "ended") {
    database.run(
      "UPDATE escalation SET ended_at = ?, reason = ? WHERE id = ?",
      fate.at,
      fate.reason,
      record.id,
    );
    return [];
  }
  database.run(
    "UPDATE escalation SET step = step + 1, set_at = ?, due_at = ?, fixed = 0 WHERE id = ?",
    fate.at,
    fate.dueAt,
    record.id,
  );
  if (fate.submission === undefined) return [];
  const deliveries = insertSubmission(database, fate.submission);
  addDeliveries(database, record.id, deliveries);
  return deliveries;
}
