import type { DeliveryId } from "../model/mod.ts";
import type { PutOff } from "./backlog.ts";
import type { Database } from "./database.ts";
import { type Delivery, moveDelivery } from "./deliveries.ts";
import type { Change } from "./store.ts";

/** Takes a lease back under which nothing was given to a modem: the attempt has not been. */
export function putBack(
  database: Database,
  delivery: Delivery,
  { nextAttemptAt, reason, expiresAt, at }: {
    readonly nextAttemptAt: number;
    readonly reason: string;
    readonly expiresAt?: number;
    readonly at: number;
  },
): Change {
  const { id, attempt } = delivery;
  database.run(
    "DELETE FROM attempt WHERE delivery_id = ? AND attempt = ?",
    id,
    attempt,
  );
  const first = attempt <= 1;
  const change = moveDelivery(database, delivery, {
    to: "queued",
    reason: first ? reason : delivery.reason,
    at,
    nextAttemptAt,
  });
  database.run(
    `UPDATE delivery SET attempt = attempt - 1, put_off = 1, modem = iif(?, NULL, modem),
       expires_at = coalesce(?, expires_at) WHERE id = ?`,
    Number(first),
    expiresAt ?? null,
    id,
  );
  return change;
}

/** Moves the next attempt of a delivery that waits; false when it does not wait any more. */
export function putOff(
  database: Database,
  { id, until, expiresAt, reason }: PutOff,
  at: number,
): boolean {
  return database.run(
    `UPDATE delivery SET next_attempt_at = ?, put_off = 1, updated_at = ?, expires_at = coalesce(?, expires_at),
       reason = iif(attempt = 0, ?, reason)
     WHERE id = ? AND state = 'queued'`,
    until,
    at,
    expiresAt ?? null,
    reason,
    id,
  ) > 0;
}

/** From now on no rule of time holds a delivery back. */
export function force(database: Database, id: DeliveryId): void {
  database.run("UPDATE delivery SET forced = 1 WHERE id = ?", id);
}
