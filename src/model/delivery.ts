/** One recipient's row of the queue; counts up from 1 within one database. */
export type DeliveryId = number & { readonly DeliveryId: unique symbol };

/** Every state a delivery can be in, in the order of its life. docs/internals.md opens with their meaning. */
export const deliveryStates = [
  "queued",
  "sending",
  "uncertain",
  "held",
  "sent",
  "delivered",
  "failed",
  "expired",
  "cancelled",
  "merged",
] as const;

/** Where a delivery stands. */
export type DeliveryState = typeof deliveryStates[number];

/** The legal transitions; a state without a way out is final. */
const transitions: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  queued: ["sending", "merged", "expired", "cancelled"],
  sending: ["queued", "sent", "failed", "uncertain"],
  uncertain: ["delivered", "failed", "queued", "held", "expired"],
  held: ["queued", "cancelled", "expired"],
  sent: ["delivered", "failed"],
  delivered: [],
  failed: [],
  expired: [],
  cancelled: [],
  merged: [],
};

/**
 * Whether a delivery may go from one state to the other.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(leadsTo("uncertain", "held"));
 * assert.ok(!leadsTo("sent", "queued"));
 * ```
 */
export function leadsTo(from: DeliveryState, to: DeliveryState): boolean {
  return transitions[from].includes(to);
}

/** Whether nothing leads out of the state. `sent` is not final: a report may still come. */
export function isFinal(state: DeliveryState): boolean {
  return transitions[state].length === 0;
}
