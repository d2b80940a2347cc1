import type { Database } from "./database.ts";
import {
  type Delivery,
  deliveryColumns,
  type Move,
  moveDelivery,
  readDelivery,
} from "./deliveries.ts";
import { requeue } from "./requeue.ts";
import { hasUnanswered } from "./segments.ts";
import { endAttempt } from "./settle.ts";
import type { Change } from "./store.ts";

/** What to recover, and when an uncertain one is looked at again. */
export interface Recovery {
  readonly now: number;
  readonly resolveAt: number;
  readonly leasesUntil?: number;
  readonly resumeWaitMs: number;
}

/** Ends the leases whose holders are gone. What a modem may have sent becomes `uncertain`; all else is queued again. */
export function recover(
  database: Database,
  recovery: Recovery,
): readonly Change[] {
  const rows = database.all(
    `SELECT ${deliveryColumns} FROM delivery d JOIN message m ON m.key = d.message_key
     WHERE d.state = 'sending' AND d.lease_until < ? ORDER BY d.id`,
    recovery.leasesUntil ?? Number.MAX_SAFE_INTEGER,
  );
  return rows.map((row) => recoverOne(database, readDelivery(row), recovery));
}

function recoverOne(
  database: Database,
  delivery: Delivery,
  { now, resolveAt, resumeWaitMs }: Recovery,
): Change {
  if (hasUnanswered(database, delivery.id)) {
    const reason = "Interrupted while the modem had the SMS";
    const move: Move = {
      to: "uncertain",
      reason,
      at: now,
      nextAttemptAt: resolveAt,
    };
    endAttempt(database, delivery, move);
    return moveDelivery(database, delivery, move);
  }
  const reason = "Interrupted before the modem had the SMS";
  endAttempt(database, delivery, { to: "queued", reason, at: now });
  return requeue(database, delivery, { now, reason, resumeWaitMs });
}
