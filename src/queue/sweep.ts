import type { Database } from "./database.ts";
import {
  type Delivery,
  deliveryColumns,
  moveDelivery,
  readDelivery,
} from "./deliveries.ts";
import { requeue } from "./requeue.ts";
import { integer, type Row } from "./rows.ts";
import type { Change } from "./store.ts";

/** What the sweep goes by. */
export interface Sweep {
  readonly now: number;
  readonly onUncertain: "resend" | "hold";
  readonly limit: number;
  readonly resumeWaitMs: number;
}

/** Moves what time has overtaken, the oldest first: the expired, then the uncertain ones of which nothing was heard. */
export function sweep(database: Database, options: Sweep): readonly Change[] {
  const { now, limit } = options;
  const overdue = database.all(
    `SELECT ${deliveryColumns} FROM delivery d JOIN message m ON m.key = d.message_key
     WHERE d.state IN ('queued', 'held') AND d.expires_at <= ? ORDER BY d.expires_at LIMIT ?`,
    now,
    limit,
  );
  const expired = overdue.map((row) =>
    expire(database, readDelivery(row), now)
  );
  const unheard = database.all(
    `SELECT ${deliveryColumns}, d.expires_at FROM delivery d JOIN message m ON m.key = d.message_key
     WHERE d.state = 'uncertain' AND d.next_attempt_at <= ? ORDER BY d.next_attempt_at LIMIT ?`,
    now,
    limit - overdue.length,
  );
  return [
    ...expired,
    ...unheard.map((row) => resolveUncertain(database, row, options)),
  ];
}

function expire(database: Database, delivery: Delivery, now: number): Change {
  // What was never tried may have a reason all the same: why it waited.
  const reason = delivery.attempt === 0 || delivery.reason === ""
    ? "Expired before a modem could take it"
    : `Expired; the last attempt: ${delivery.reason}`;
  return moveDelivery(database, delivery, { to: "expired", reason, at: now });
}

function resolveUncertain(
  database: Database,
  row: Row,
  { now, onUncertain, resumeWaitMs }: Sweep,
): Change {
  const delivery = readDelivery(row);
  const { reason } = delivery;
  if (integer(row, "expires_at") <= now) return expire(database, delivery, now);
  switch (onUncertain) {
    case "resend": {
      const marked = { ...delivery, possibleDuplicate: true };
      return requeue(database, marked, { now, reason, resumeWaitMs });
    }
    case "hold":
      return moveDelivery(database, delivery, { to: "held", reason, at: now });
    default:
      return onUncertain satisfies never;
  }
}

/** The earliest moment at which a claim or a sweep has something to do, also a past one; undefined when nothing waits. */
export function nextDueAt(database: Database): number | undefined {
  // One minimum an index: a single min() over all of them would read every row.
  const row = database.get(
    `SELECT min(due) AS due FROM (
       SELECT min(next_attempt_at) AS due FROM delivery WHERE state = 'queued' AND resume_until IS NULL
       UNION ALL SELECT min(next_attempt_at) FROM delivery WHERE state = 'queued' AND resume_until IS NOT NULL
       UNION ALL SELECT min(next_attempt_at) FROM delivery WHERE state = 'uncertain'
       UNION ALL SELECT min(expires_at) FROM delivery WHERE state IN ('queued', 'held')
     )`,
  );
  const due = row?.["due"];
  return typeof due === "number" ? due : undefined;
}
