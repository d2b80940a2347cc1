import type { DeliveryId } from "../model/mod.ts";
import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";

/** Makes those of these that wait due at `now`, where they would be later. A pin to a modem stays. */
export function hasten(
  database: Database,
  ids: readonly DeliveryId[],
  now: number,
): void {
  for (const id of ids) {
    const delivery = findDelivery(database, id);
    if (delivery) happen(database, delivery, { what: "hastened", at: now });
  }
}
