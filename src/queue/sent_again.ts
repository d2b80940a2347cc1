import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { noteHappening } from "./happenings.ts";
import { deliveryId, integer } from "./rows.ts";
import type { Submission } from "./submission.ts";

/** Notes, with each delivery of an earlier message that a new one sends again, where it goes on, and where that comes from. */
export function noteSentAgain(
  database: Database,
  { insteadOf, id, acceptedAt: at, recipients, deliveries }: Submission & {
    readonly deliveries: readonly DeliveryId[];
  },
): void {
  if (insteadOf === undefined) return;
  const earlier = { what: "insteadOf", other: insteadOf } as const;
  for (const deliveryId of deliveries) {
    noteHappening(database, { deliveryId, attempt: 0, at, ...earlier });
  }
  const later = { what: "sentAgain", other: id } as const;
  const rows = database.all(
    `SELECT d.id, d.attempt FROM message m JOIN delivery d ON d.message_key = m.key
     WHERE m.id = ? AND d.state IN ('failed', 'expired') AND d.recipient IN (SELECT value FROM json_each(?))`,
    ...[insteadOf, JSON.stringify(recipients)],
  );
  for (const row of rows) {
    const attempt = integer(row, "attempt");
    const id = deliveryId(row, "id");
    noteHappening(database, { deliveryId: id, attempt, at, ...later });
  }
}
