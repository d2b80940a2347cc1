import {
  abandoned,
  acknowledged,
  begun,
  claimed,
  settled,
  withdrawn,
} from "./delivery_lease.ts";
import { type Delivery, verdictOf } from "./delivery_standing.ts";
import { coreOf, requeued, type Step } from "./delivery_step.ts";
import type { Happening, HappeningOf } from "./happening.ts";

/**
 * The delivery's state machine, the only one that decides what becomes of it. Undefined: this cannot happen to a delivery that stands so
 * (its lease is over, it is final, it is not due), and changes nothing.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { accepted } from "./delivery_standing.ts";
 *
 * const delivery = accepted({ acceptedAt: 1, expiresAt: 9, segmentCount: 1 });
 * const cancelled = advance(delivery, { what: "cancelled", at: 2 });
 * assert.equal(cancelled?.delivery.state, "cancelled");
 * const again = { what: "retried", at: 3, resumeWaitMs: 0 } as const;
 * assert.equal(advance(cancelled.delivery, again), undefined);
 * ```
 */
export function advance(
  delivery: Delivery,
  happening: Happening,
): Step | undefined {
  switch (happening.what) {
    case "claimed":
      return claimed(delivery, happening);
    case "begun":
      return begun(delivery, happening);
    case "withdrawn":
      return withdrawn(delivery, happening);
    case "acknowledged":
      return acknowledged(delivery, happening);
    case "settled":
      return settled(delivery, happening);
    case "abandoned":
      return abandoned(delivery, happening);
    case "reported":
      return reported(delivery, happening);
    case "concluded":
      return concluded(delivery, { at: happening.at, reason: "" });
    case "overtaken":
      return overtaken(delivery, happening);
    case "putOff":
      return putOff(delivery, happening);
    case "discarded":
      return discarded(delivery, happening);
    case "hastened":
      return hastened(delivery, happening.at);
    case "retried":
      return retried(delivery, happening);
    case "cancelled":
      return cancelled(delivery, happening);
    case "merged":
      return merged(delivery, happening);
    case "clockSetBack":
      return clockSetBack(delivery, happening.at);
    default:
      return happening satisfies never;
  }
}

function reported(
  delivery: Delivery,
  { at, outcome, reason, segment }: HappeningOf<"reported">,
): Step | undefined {
  const before = delivery.segments;
  const known = segment === "unanswered" ? 1 : 0;
  if (before.unanswered < known) return undefined;
  // What a report says for good is not taken back by a later one.
  const news = segment === "closed" ? undefined : outcome;
  const segments = {
    total: before.total,
    acknowledged: before.acknowledged + known,
    unanswered: before.unanswered - known,
    delivered: before.delivered + Number(news === "delivered"),
    failed: before.failed + Number(news === "failed"),
  };
  const counted = { ...delivery, segments };
  return concluded(counted, { at, reason }) ?? { delivery: counted };
}

function concluded(
  delivery: Delivery,
  { at, reason }: { readonly at: number; readonly reason: string },
): Step | undefined {
  if (delivery.state !== "sent" && delivery.state !== "uncertain") {
    return undefined;
  }
  const state = verdictOf(delivery.segments);
  if (state === undefined) return undefined;
  const why = reason === "" && state === "failed"
    ? "A status report said so"
    : reason;
  return {
    delivery: { ...coreOf(delivery), state, reason: why, updatedAt: at },
  };
}

function overtaken(
  delivery: Delivery,
  { at, onUncertain, resumeWaitMs }: HappeningOf<"overtaken">,
): Step | undefined {
  const { state, expiresAt, reason } = delivery;
  if (state === "queued" || state === "held") {
    return expiresAt <= at ? expired(delivery, at) : undefined;
  }
  if (state !== "uncertain" || delivery.resolveAt > at) return undefined;
  if (expiresAt <= at) return expired(delivery, at);
  const core = { ...coreOf(delivery), updatedAt: at };
  switch (onUncertain) {
    case "resend": {
      const marked = { ...core, possibleDuplicate: true };
      const note = { what: "resent", reason: "" } as const;
      return { ...requeued(marked, resumeWaitMs), note };
    }
    case "hold":
      return {
        delivery: { ...core, state: "held" },
        note: { what: "held", reason },
      };
    default:
      return onUncertain satisfies never;
  }
}

function expired(delivery: Delivery, at: number): Step {
  const reason = delivery.reason === "" || delivery.attempt === 0
    ? "Expired before a modem could take it"
    : `Expired; the last attempt: ${delivery.reason}`;
  const core = { ...coreOf(delivery), reason, updatedAt: at };
  return { delivery: { ...core, state: "expired" } };
}

function putOff(
  delivery: Delivery,
  { at, until, reason, ...moved }: HappeningOf<"putOff">,
): Step | undefined {
  if (delivery.state !== "queued") return undefined;
  return {
    delivery: {
      ...delivery,
      updatedAt: at,
      nextAttemptAt: until,
      expiresAt: moved.expiresAt ?? delivery.expiresAt,
      // What went wrong with the last attempt says more.
      reason: delivery.attempt === 0 ? reason : delivery.reason,
    },
    note: { what: "putOff", reason, until },
  };
}

function discarded(
  delivery: Delivery,
  { at, reason }: HappeningOf<"discarded">,
): Step | undefined {
  if (delivery.state !== "queued") return undefined;
  const core = { ...coreOf(delivery), reason, updatedAt: at };
  return { delivery: { ...core, state: "expired" } };
}

function hastened(delivery: Delivery, at: number): Step | undefined {
  const late = delivery.state === "queued" && delivery.nextAttemptAt > at;
  if (!late) return undefined;
  return { delivery: { ...delivery, nextAttemptAt: at, updatedAt: at } };
}

function retried(
  delivery: Delivery,
  { at, resumeWaitMs }: HappeningOf<"retried">,
): Step | undefined {
  if (delivery.state !== "held") {
    const step = hastened(delivery, at);
    return step && { ...step, note: { what: "hastened", reason: "" } };
  }
  const reason = "Retried by the operator";
  const core = { ...coreOf(delivery), reason, updatedAt: at };
  const note = { what: "released", reason: "" } as const;
  return { ...requeued(core, resumeWaitMs), note };
}

function cancelled(
  delivery: Delivery,
  { at, reason = "Cancelled by the operator" }: HappeningOf<"cancelled">,
): Step | undefined {
  if (delivery.state !== "queued" && delivery.state !== "held") {
    return undefined;
  }
  const core = { ...coreOf(delivery), reason, updatedAt: at };
  return { delivery: { ...core, state: "cancelled" } };
}

function merged(
  delivery: Delivery,
  { at, into, reason }: HappeningOf<"merged">,
): Step | undefined {
  if (delivery.state !== "queued") return undefined;
  const core = { ...coreOf(delivery), reason, updatedAt: at };
  return { delivery: { ...core, state: "merged", into } };
}

// What a clock that was ahead has put off waits as long as it would have, counted from now; a `sendAt` is kept.
function clockSetBack(delivery: Delivery, at: number): Step | undefined {
  const { updatedAt, sendAt = 0 } = delivery;
  const ahead = updatedAt - at;
  const brought = (moment: number) => Math.max(moment - ahead, sendAt);
  if (ahead <= 0) return undefined;
  switch (delivery.state) {
    case "queued": {
      const { nextAttemptAt, resumeUntil } = delivery;
      // Due, and yet not every modem's.
      const isPinned = resumeUntil !== undefined && resumeUntil > at;
      if (nextAttemptAt <= at && !isPinned) return undefined;
      return {
        delivery: {
          ...delivery,
          updatedAt: at,
          nextAttemptAt: nextAttemptAt <= at
            ? nextAttemptAt
            : brought(nextAttemptAt),
          resumeUntil: resumeUntil && resumeUntil - ahead,
        },
      };
    }
    case "uncertain": {
      const { resolveAt } = delivery;
      if (resolveAt <= at) return undefined;
      return {
        delivery: { ...delivery, updatedAt: at, resolveAt: brought(resolveAt) },
      };
    }
    default:
      return undefined;
  }
}
