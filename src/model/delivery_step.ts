import type { Delivery, DeliveryCore } from "./delivery_standing.ts";

/** What the history keeps of a happening that neither an attempt nor a report nor the end of the delivery tells. */
export interface Note {
  readonly what: "putOff" | "resent" | "held" | "released" | "hastened";
  readonly reason: string;
  /** When it is due by that; wall milliseconds. */
  readonly until?: number;
}

/** What follows from a happening, to be carried out as one. */
export interface Step {
  /** As it stands now. */
  readonly delivery: Delivery;
  /** Which of its segments count no more: those without an answer, or all, since it starts again from the first. */
  readonly forgets?: "unanswered" | "all";
  /** It needs a new reference for the concatenation. */
  readonly restarts?: boolean;
  readonly note?: Note;
}

/** Due at once. Its modem goes on with the next segment; what was begun and not answered will be sent again, and so it is marked. */
export function requeued(core: DeliveryCore, resumeWaitMs: number): Step {
  const { segments, updatedAt: at } = core;
  const { acknowledged, total, unanswered } = segments;
  const partly = acknowledged > 0 && acknowledged < total;
  return withoutUnanswered({
    ...core,
    state: "queued",
    nextAttemptAt: at,
    resumeUntil: partly ? at + resumeWaitMs : undefined,
    possibleDuplicate: core.possibleDuplicate || unanswered > 0,
  });
}

/** Its unanswered segments count no more. */
export function withoutUnanswered(delivery: Delivery): Step {
  const { segments } = delivery;
  if (segments.unanswered === 0) return { delivery };
  return {
    delivery: { ...delivery, segments: { ...segments, unanswered: 0 } },
    forgets: "unanswered",
  };
}

/** What stays when the state changes. */
export function coreOf(it: Delivery): DeliveryCore {
  return {
    updatedAt: it.updatedAt,
    expiresAt: it.expiresAt,
    sendAt: it.sendAt,
    attempt: it.attempt,
    modem: it.modem,
    reference: it.reference,
    reason: it.reason,
    possibleDuplicate: it.possibleDuplicate,
    segments: it.segments,
  };
}
