import type { WrittenLimit } from "../mail/mod.ts";
import type { PhoneNumber } from "../model/mod.ts";
import type { DeliveryTimes, Submission } from "../queue/mod.ts";
import { quietCaseOf, quietReason, type TimeRules } from "./time_rules.ts";

/** A message that is about to be accepted, as far as time is concerned. */
export type Timed = Pick<
  Submission,
  "acceptedAt" | "expiresAt" | "recipients" | "wishes"
>;

/**
 * When each delivery may go first and when it expires, for those to which rules of time say more than the message does. The time to
 * expire begins when the delivery is due and stands still in quiet hours; a moment that the sender has set stands as it is. With
 * `on_stale = "drop"` a delivery expires when it is stale, so that its sender is told then, and not only when the outage is over.
 */
export function deliveryTimes(
  message: Timed,
  { limit, rules }: {
    readonly limit?: WrittenLimit | undefined;
    readonly rules: TimeRules;
  },
): Pick<Submission, "times"> {
  const times = new Map<PhoneNumber, DeliveryTimes>();
  for (const recipient of message.recipients) {
    const own = timesOf(recipient, message, { limit, rules });
    if (own !== undefined) times.set(recipient, own);
  }
  return times.size === 0 ? {} : { times };
}

function timesOf(
  recipient: PhoneNumber,
  { acceptedAt, expiresAt, wishes }: Timed,
  { limit, rules }: {
    readonly limit?: WrittenLimit | undefined;
    readonly rules: TimeRules;
  },
): DeliveryTimes | undefined {
  const { quiet, stale } = rules;
  const { sendAt = acceptedAt, ...wished } = wishes?.get(recipient) ?? {};
  const it = quietCaseOf({ recipient, ...wished });
  const dropped = stale?.policy === "drop" && !it.urgent ? stale : undefined;
  const fixed = limit?.kind === "at" ? limit.at : undefined;
  if (fixed === undefined && dropped === undefined && !quiet.holdFor(it)) {
    return undefined;
  }
  const wantedAt = Math.max(acceptedAt, sendAt);
  const end = quiet.endAt(it, wantedAt);
  const dueAt = end ?? wantedAt;
  const last = fixed ?? quiet.after(it, dueAt, expiresAt - acceptedAt);
  return {
    dueAt,
    expiresAt: dropped === undefined
      ? last
      : Math.min(last, quiet.after(it, dueAt, dropped.afterMs)),
    ...(end === undefined ? {} : { reason: quietReason(end, rules) }),
  };
}
