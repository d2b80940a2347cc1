import { advance } from "../model/mod.ts";
import { carryOut } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";
import { notePutOff } from "./put_off.ts";
import { endSticky } from "./sticky.ts";
import type { Change, Claim, Transition } from "./store.ts";

/**
 * Ends a claim as the transition says; undefined when the lease is not current any more. Reports that were quicker than the
 * settling of `sent` count at once: the change then leads from `sending` through `sent` to `delivered` or `failed`.
 */
export function settle(
  database: Database,
  ended: {
    readonly claim: Claim;
    readonly transition: Transition;
    readonly at: number;
  },
): Change | undefined {
  const { claim: { deliveryId, attempt }, transition, at } = ended;
  const delivery = findDelivery(database, deliveryId);
  const step = delivery &&
    advance(delivery, { what: "settled", at, attempt, transition });
  if (delivery === undefined || step === undefined) return undefined;
  const change = carryOut(database, delivery, step);
  if (transition.to === "queued" && transition.untried === true) {
    notePutOff(database, deliveryId);
  }
  if (delivery.route !== undefined) endSticky(database, delivery, transition);
  const end = transition.to === "sent"
    ? advance(step.delivery, { what: "concluded", at })
    : undefined;
  if (end === undefined) return change;
  const sent = { ...delivery, ...step.delivery };
  return { ...carryOut(database, sent, end), from: delivery.state };
}
