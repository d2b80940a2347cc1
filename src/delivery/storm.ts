import type { Wishes } from "../model/mod.ts";
import type {
  Closing,
  DueGathering,
  OpenGathering,
  StormFacts,
  StormVerdict,
  Submission,
} from "../queue/mod.ts";

/** The section `[storm]` of the config, as far as it decides what becomes of an SMS. */
export interface StormRules {
  /** How long texts that are alike are gathered, milliseconds; 0 for not at all. */
  readonly windowMs: number;
  /** Whether the first text of a window goes out at once, or with all others when it closes. */
  readonly first: "now" | "wait";
  readonly whenOver: "queue" | "merge" | "refuse";
  /** How long the breaker stays open, milliseconds. */
  readonly breakerRestMs: number;
  /** Whether urgent SMS go past caps and breaker; they are counted all the same. */
  readonly urgentPasses: boolean;
}

/**
 * What becomes of an SMS that is accepted. In this order:
 *
 * 1. One with a time of its own goes at that time, or when the quiet hours of that time end.
 * 2. A text like it went out, or waits, less than a window ago: it is gathered with those.
 * 3. With `first = "wait"` it is the first that is gathered; an urgent one is not made to wait.
 * 4. Something waits for its recipient, for the breaker or a cap: it waits with that, so that none overtakes another.
 * 5. The breaker is open, or as much has gone out as it allows, and it opens with this one.
 * 6. A cap is reached: it waits its turn, or is gathered until there is room.
 * 7. It goes out at once, or when quiet hours end. In 6 and 7 it begins a window of those like it.
 */
export function judgeStorm(facts: StormFacts, rules: StormRules): StormVerdict {
  const { now, dueAt, wishes, alike, backlog } = facts;
  if (wishes.sendAt !== undefined && wishes.sendAt > now) {
    const at = Math.max(wishes.sendAt, dueAt);
    return { to: "send", dueAt: at, putOff: false };
  }
  if (rules.windowMs > 0 && alike !== undefined && isOpen(alike, now)) {
    return { to: "gather", by: "likeness", closesAt: alike.closesAt };
  }
  const urgent = wishes.priority === "urgent";
  const closesAt = now + rules.windowMs;
  if (rules.windowMs > 0 && rules.first === "wait" && !urgent) {
    return { to: "gather", by: "likeness", closesAt };
  }
  const opens = rules.windowMs > 0 ? { opens: closesAt } : {};
  if (urgent && rules.urgentPasses) {
    return { to: "send", dueAt, putOff: false, ...opens };
  }
  return heldBack(facts, rules, backlog) ?? atItsTurn(facts, rules, opens);
}

/** Whether the next text like those belongs to it. One that closes any moment keeps what it has until then. */
function isOpen({ closesAt, empty }: OpenGathering, now: number): boolean {
  return closesAt > now || !empty;
}

function heldBack(
  { now, breakerOpenUntil, breakerFull }: StormFacts,
  { breakerRestMs }: StormRules,
  backlog: OpenGathering | undefined,
): StormVerdict | undefined {
  const gather = { to: "gather", by: "recipient" } as const;
  if (backlog !== undefined) return { ...gather, closesAt: backlog.closesAt };
  if (breakerOpenUntil !== undefined) {
    return { ...gather, closesAt: breakerOpenUntil };
  }
  if (!breakerFull) return undefined;
  const trips = now + breakerRestMs;
  return { ...gather, closesAt: trips, trips };
}

// One that was let in at RCPT and is over a cap now, since another mail was quicker, was promised its place: it waits for it. None waits
// alone for so long that it would expire.
function atItsTurn(
  { dueAt, freeAt, lifetimeMs }: StormFacts,
  { whenOver }: StormRules,
  opens: { readonly opens?: number },
): StormVerdict {
  if (freeAt <= dueAt) {
    return { to: "send", dueAt, putOff: false, ...opens };
  }
  const gathered: StormVerdict = {
    to: "gather",
    by: "recipient",
    closesAt: freeAt,
  };
  if (freeAt - dueAt >= lifetimeMs) return gathered;
  switch (whenOver) {
    case "merge":
      return gathered;
    case "queue":
    case "refuse":
      return { to: "send", dueAt: freeAt, putOff: true, ...opens };
    default:
      return whenOver satisfies never;
  }
}

/**
 * How a gathering ends whose time has come: with one SMS for all that waits in it, with the only text as it is, or with nothing. Where the
 * caps leave no room, or in quiet hours, it goes on until they do, or these end. After a text of a window that went out at once, the next window begins with its end, so
 * that a storm that goes on costs one SMS a window.
 */
export function judgeClosing(
  due: Omit<DueGathering, "recipient">,
  rules: StormRules,
  submission: () => Submission,
): Closing {
  const { now, alike, waiting, texts, quietUntil, freeAt } = due;
  if (waiting === 0) return { to: "end" };
  const passes = rules.urgentPasses && quietUntil <= now &&
    texts[0]?.wishes?.priority === "urgent";
  if (freeAt > now && !passes) return { to: "extend", closesAt: freeAt };
  const goesOn = alike && rules.windowMs > 0 && rules.first === "now";
  const reopens = goesOn ? { reopens: now + rules.windowMs } : {};
  return waiting === 1
    ? { to: "release", ...reopens }
    : { to: "merge", submission: submission(), ...reopens };
}

/** What besides its text two SMS must have in common to be alike. */
export function kindOf({ flash, priority = "normal" }: Wishes): string {
  return flash === true ? `${priority} flash` : priority;
}
