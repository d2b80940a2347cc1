import {
  type Delivery,
  type DeliveryCore,
  type DeliveryIn,
  noSegments,
} from "./delivery_standing.ts";
import {
  coreOf,
  requeued,
  type Step,
  withoutUnanswered,
} from "./delivery_step.ts";
import type { HappeningOf } from "./happening.ts";

/**
 * Until when a lease runs once a segment has begun. One that has more than half of its time left stays as it is: that saves a write while
 * the modem waits with its prompt.
 */
export function renewedLease(
  leaseUntil: number,
  begun: { readonly at: number; readonly leaseUntil: number },
): number {
  const low = leaseUntil - begun.at <= (begun.leaseUntil - begun.at) / 2;
  return low ? begun.leaseUntil : leaseUntil;
}

/**
 * No reference ever spans two SIMs. Another modem than the last starts again with the first segment, and if any had left, the recipient
 * may get it twice. One of which all segments have left needs no sending, whoever takes it.
 */
export function claimed(
  delivery: Delivery,
  { at, modem, leaseUntil }: HappeningOf<"claimed">,
): Step | undefined {
  if (delivery.state !== "queued" || !mayTake(delivery, modem, at)) {
    return undefined;
  }
  const { segments, attempt } = delivery;
  const { total, acknowledged: sent } = segments;
  const goesOn = sent === total || total === 1 ||
    (delivery.modem === modem && delivery.reference !== undefined);
  const again = !goesOn && sent > 0;
  const leased = {
    ...coreOf(delivery),
    state: "sending",
    leaseUntil,
    updatedAt: at,
    attempt: attempt + 1,
    modem,
    possibleDuplicate: delivery.possibleDuplicate || again,
    segments: again ? noSegments(total) : segments,
  } as const;
  if (goesOn) return { delivery: leased };
  return {
    delivery: leased,
    restarts: true,
    ...(again && { forgets: "all" }),
  };
}

function mayTake(
  delivery: DeliveryIn<"queued">,
  modem: string,
  at: number,
): boolean {
  const { nextAttemptAt, expiresAt, resumeUntil } = delivery;
  const free = resumeUntil === undefined || resumeUntil <= at;
  return (free || delivery.modem === modem) && nextAttemptAt <= at &&
    expiresAt > at;
}

/** A segment begins: it has no answer until it has one. */
export function begun(
  delivery: Delivery,
  { segment, ...lease }: HappeningOf<"begun">,
): Step | undefined {
  const holds = delivery.state === "sending" &&
    delivery.attempt === lease.attempt;
  if (!holds || segment === "acknowledged") return undefined;
  const { segments } = delivery;
  const unanswered = segments.unanswered + Number(segment === "new");
  const leaseUntil = renewedLease(delivery.leaseUntil, lease);
  const renewed = leaseUntil !== delivery.leaseUntil;
  return {
    delivery: {
      ...delivery,
      ...(renewed && { leaseUntil, updatedAt: lease.at }),
      segments: { ...segments, unanswered },
    },
  };
}

/** A segment that was begun ahead of its prompt was not sent: it is as if it had not begun. */
export function withdrawn(
  delivery: Delivery,
  { attempt }: HappeningOf<"withdrawn">,
): Step | undefined {
  const { segments } = delivery;
  const holds = delivery.state === "sending" && delivery.attempt === attempt;
  if (!holds || segments.unanswered === 0) return undefined;
  const unanswered = segments.unanswered - 1;
  return { delivery: { ...delivery, segments: { ...segments, unanswered } } };
}

/**
 * The network took a segment. Also for a lease that is over, as long as no other attempt has begun and the segment still counts: what is
 * known to have left need not be sent again.
 */
export function acknowledged(
  delivery: Delivery,
  { attempt }: HappeningOf<"acknowledged">,
): Step | undefined {
  const { segments } = delivery;
  if (delivery.attempt !== attempt || segments.unanswered === 0) {
    return undefined;
  }
  return {
    delivery: {
      ...delivery,
      segments: {
        ...segments,
        acknowledged: segments.acknowledged + 1,
        unanswered: segments.unanswered - 1,
      },
    },
  };
}

/** The lease ends as its holder says. */
export function settled(
  delivery: Delivery,
  { at, attempt, transition }: HappeningOf<"settled">,
): Step | undefined {
  if (delivery.state !== "sending" || delivery.attempt !== attempt) {
    return undefined;
  }
  const core = { ...coreOf(delivery), updatedAt: at };
  switch (transition.to) {
    case "queued":
      return queuedAgain(core, transition);
    case "sent":
      return { delivery: { ...core, state: "sent", reason: "" } };
    case "failed": {
      const { reason } = transition;
      return withoutUnanswered({ ...core, state: "failed", reason });
    }
    case "uncertain": {
      const { reason, resolveAt } = transition;
      return { delivery: { ...core, state: "uncertain", reason, resolveAt } };
    }
    default:
      return transition satisfies never;
  }
}

function queuedAgain(
  core: DeliveryCore,
  transition: Extract<
    HappeningOf<"settled">["transition"],
    { to: "queued" }
  >,
): Step {
  const { nextAttemptAt, reason, resumeUntil, untried } = transition;
  const times = { state: "queued", nextAttemptAt, resumeUntil } as const;
  if (untried === true) return untriedAgain(core, times, transition);
  return withoutUnanswered({ ...core, ...times, reason });
}

function untriedAgain(
  core: DeliveryCore,
  times: Pick<
    DeliveryIn<"queued">,
    "state" | "nextAttemptAt" | "resumeUntil"
  >,
  { reason, expiresAt = core.expiresAt }: {
    readonly reason: string;
    readonly expiresAt?: number;
  },
): Step {
  const attempt = core.attempt - 1;
  // As if no modem had ever had it.
  const first = attempt === 0
    ? { reason, modem: undefined, resumeUntil: undefined }
    : {};
  const step = withoutUnanswered({
    ...core,
    ...times,
    ...first,
    attempt,
    expiresAt,
  });
  const until = times.nextAttemptAt;
  return { ...step, note: { what: "putOff", reason, until } };
}

/** The lease ends without its holder: what a modem may have sent is uncertain, all else waits again. */
export function abandoned(
  delivery: Delivery,
  { at, resolveAt, resumeWaitMs }: HappeningOf<"abandoned">,
): Step | undefined {
  if (delivery.state !== "sending") return undefined;
  const core = { ...coreOf(delivery), updatedAt: at };
  if (delivery.segments.unanswered > 0) {
    const reason = "Interrupted while the modem had the SMS";
    return { delivery: { ...core, state: "uncertain", resolveAt, reason } };
  }
  const reason = "Interrupted before the modem had the SMS";
  return requeued({ ...core, reason }, resumeWaitMs);
}
