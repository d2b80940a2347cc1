import type { Database } from "./database.ts";
import {
  type Delivery,
  findDelivery,
  type Move,
  moveDelivery,
} from "./deliveries.ts";
import { putBack } from "./put_off.ts";
import { clearUnanswered, verdictOfReports } from "./segments.ts";
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
  const { claim, transition, at } = ended;
  const delivery = findDelivery(database, claim.deliveryId);
  if (delivery?.state !== "sending" || delivery.attempt !== claim.attempt) {
    return undefined;
  }
  if (transition.to === "queued" && transition.untried === true) {
    return putBack(database, delivery, { ...transition, at });
  }
  const move = moveOf(transition, at);
  endAttempt(database, delivery, move);
  if (move.to === "queued" || move.to === "failed") {
    clearUnanswered(database, delivery.id);
  }
  const change = moveDelivery(database, delivery, move);
  return transition.to === "sent"
    ? { ...applyReports(database, delivery, at) ?? change, from: "sending" }
    : change;
}

function moveOf(transition: Transition, at: number): Move {
  switch (transition.to) {
    case "queued":
      return { ...transition, at };
    case "sent":
      return { to: "sent", reason: "", at };
    case "failed":
      return { ...transition, at };
    case "uncertain":
      return {
        to: "uncertain",
        reason: transition.reason,
        at,
        nextAttemptAt: transition.resolveAt,
      };
    default:
      return transition satisfies never;
  }
}

/** Books how the running attempt of a delivery ended. */
export function endAttempt(
  database: Database,
  delivery: Delivery,
  move: Move,
): void {
  database.run(
    `UPDATE attempt SET ended_at = ?, outcome = ?, reason = ? WHERE delivery_id = ? AND attempt = ?`,
    move.at,
    move.to,
    move.reason,
    delivery.id,
    delivery.attempt,
  );
}

function applyReports(
  database: Database,
  delivery: Delivery,
  at: number,
): Change | undefined {
  const to = verdictOfReports(database, delivery);
  if (to === undefined) return undefined;
  const reason = to === "failed" ? "A status report said so" : "";
  return moveDelivery(database, { ...delivery, state: "sent" }, {
    to,
    reason,
    at,
  });
}
