import type { DeliveryId } from "../model/mod.ts";
import type { PutOff } from "./backlog.ts";
import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";

/** Notes that a rule of time makes a delivery wait: it is looked at again when the rules are others. */
export function notePutOff(database: Database, id: DeliveryId): void {
  database.run("UPDATE delivery SET put_off = 1 WHERE id = ?", id);
}

/** Moves the next attempt of a delivery that waits; false when it does not wait any more. */
export function putOff(
  database: Database,
  { id, ...later }: PutOff,
  at: number,
): boolean {
  const delivery = findDelivery(database, id);
  const change = delivery &&
    happen(database, delivery, { what: "putOff", at, ...later });
  if (change === undefined) return false;
  notePutOff(database, id);
  return true;
}

/** From now on no rule of time holds a delivery back. */
export function force(database: Database, id: DeliveryId): void {
  database.run(
    "UPDATE delivery SET forced = 1 WHERE id = ? AND state IN ('queued', 'held')",
    id,
  );
}
