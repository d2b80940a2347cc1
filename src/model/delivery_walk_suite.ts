import fc from "fast-check";
import type { DeliveryId } from "./delivery.ts";
import { advance } from "./delivery_machine.ts";
import { accepted, type Delivery } from "./delivery_standing.ts";
import type { Step } from "./delivery_step.ts";
import type { Happening } from "./happening.ts";

/** How long only its own modem goes on with a half-sent text, in the walks: milliseconds. */
export const resumeWaitMs = 60;

const modem = fc.constantFrom("m1", "m2");
const delayMs = fc.constantFrom(0, 5, 90);

const transition = fc.oneof(
  fc.record({
    to: fc.constant("queued" as const),
    delayMs,
    pinned: fc.boolean(),
    untried: fc.boolean(),
  }),
  fc.record({ to: fc.constantFrom("sent", "failed") }),
  fc.record({ to: fc.constant("uncertain" as const), delayMs }),
);

/** One thing that may happen next, after some time. */
export const turn = fc.record({
  passed: fc.constantFrom(0, 0, 1, 5, 70),
  what: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("claimed" as const), modem }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom("begun" as const, "acknowledged" as const),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("settled" as const),
        transition,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("reported" as const),
        outcome: fc.constantFrom("delivered", "trying", "failed"),
        segment: fc.constantFrom("unanswered", "open", "closed"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("overtaken" as const),
        onUncertain: fc.constantFrom("resend", "hold"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          "abandoned" as const,
          "concluded" as const,
          "hastened" as const,
          "retried" as const,
          "cancelled" as const,
          "merged" as const,
          "clockSetBack" as const,
          "putOff" as const,
          "discarded" as const,
        ),
      }),
    },
  ),
});

/** One of `turn`. */
export type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

/** A delivery, and what may have reached its phone without that the machine knows it any more. */
export interface Walker {
  readonly now: number;
  readonly delivery: Delivery;
  /** An SMS that was taken by the network, or by a modem without an answer, is forgotten and goes out again. */
  readonly mayComeTwice: boolean;
}

/** Where a walk begins: some segments, and time to live. */
export function setOut(segmentCount: number): Walker {
  const expiresAt = 1_400;
  const delivery = accepted({ acceptedAt: 1_000, expiresAt, segmentCount });
  return { now: 1_000, delivery, mayComeTwice: false };
}

/** Takes one turn; what cannot happen to the delivery as it stands leaves it where it is. */
export function walk(
  walker: Walker,
  { passed, what }: Turn,
): { readonly walker: Walker; readonly happening?: Happening; step?: Step } {
  const now = walker.now + passed;
  const happening = happeningOf(walker.delivery, now, what);
  const step = happening && advance(walker.delivery, happening);
  if (happening === undefined || step === undefined) {
    return { walker: { ...walker, now } };
  }
  // A modem or network that refuses a PDU has said that it did not go out.
  const doubt = step.forgets !== undefined && happening.what !== "settled";
  return {
    happening,
    step,
    walker: {
      now,
      // The one who keeps the counters gives it the next.
      delivery: step.restarts === true
        ? { ...step.delivery, reference: step.delivery.attempt }
        : step.delivery,
      mayComeTwice: walker.mayComeTwice || doubt,
    },
  };
}

/** The happening as those make it who see one; undefined where they never would. */
function happeningOf(
  delivery: Delivery,
  at: number,
  what: Turn["what"],
): Happening | undefined {
  const { attempt, segments } = delivery;
  switch (what.kind) {
    case "claimed":
      return { what: "claimed", at, modem: what.modem, leaseUntil: at + 50 };
    case "begun": {
      const free = segments.acknowledged + segments.unanswered < segments.total;
      const leaseUntil = at + 50;
      const segment = free ? "new" : "acknowledged";
      return { what: "begun", at, attempt, leaseUntil, segment };
    }
    case "acknowledged":
      return { what: "acknowledged", at, attempt };
    case "settled":
      return settledOf(delivery, at, what.transition);
    case "reported":
      return reportedOf(delivery, at, what);
    case "overtaken": {
      const { onUncertain } = what;
      return { what: "overtaken", at, onUncertain, resumeWaitMs };
    }
    case "abandoned":
      return { what: "abandoned", at, resolveAt: at + 30, resumeWaitMs };
    case "retried":
      return { what: "retried", at, resumeWaitMs };
    case "merged": {
      const into = 7 as DeliveryId; // any other one's
      return { what: "merged", at, into, reason: "" };
    }
    case "putOff":
      return { what: "putOff", at, until: at + 5, reason: "a rule" };
    case "discarded":
      return { what: "discarded", at, reason: "a rule" };
    case "clockSetBack":
      return { what: "clockSetBack", at: at - 40 };
    default:
      return { what: what.kind, at };
  }
}

function settledOf(
  { attempt, segments }: Delivery,
  at: number,
  transition: Extract<Turn["what"], { kind: "settled" }>["transition"],
): Happening | undefined {
  const reason = "busy";
  const settled = { what: "settled", at, attempt } as const;
  switch (transition.to) {
    case "queued": {
      const nextAttemptAt = at + transition.delayMs;
      const resumeUntil = transition.pinned
        ? { resumeUntil: nextAttemptAt + resumeWaitMs }
        : {};
      const untried = transition.untried &&
          segments.acknowledged + segments.unanswered === 0
        ? { untried: true }
        : {};
      const to = { to: "queued", reason, nextAttemptAt } as const;
      return { ...settled, transition: { ...to, ...resumeUntil, ...untried } };
    }
    case "uncertain": {
      // Nobody is in doubt of a PDU that was never begun.
      if (segments.unanswered === 0) return undefined;
      const resolveAt = at + transition.delayMs;
      return { ...settled, transition: { to: "uncertain", reason, resolveAt } };
    }
    case "sent":
      return segments.acknowledged < segments.total
        ? undefined
        : { ...settled, transition: { to: "sent" } };
    default:
      return { ...settled, transition: { to: "failed", reason } };
  }
}

function reportedOf(
  { state, segments }: Delivery,
  at: number,
  { outcome, segment }: Extract<Turn["what"], { kind: "reported" }>,
): Happening | undefined {
  const { acknowledged, delivered, failed } = segments;
  const closed = delivered + failed;
  const exists = {
    unanswered: state === "uncertain",
    open: acknowledged > closed,
    closed: closed > 0,
  }[segment];
  if (!exists) return undefined;
  return { what: "reported", at, outcome, reason: "a report", segment };
}
