import type { PhoneNumber } from "../model/mod.ts";
import { standsFor } from "../policy/mod.ts";
import type {
  EscalationPlan,
  NewEscalation,
  Submission,
} from "../queue/mod.ts";

/** Whose messages escalate, and how. */
export interface EscalationRule {
  /** Names of the phone book and numbers; "*" for everybody. */
  readonly for: "*" | readonly string[];
  /** Senders, each as in `[policy] senders`. */
  readonly from: readonly string[];
  readonly plan: EscalationPlan;
}

/** Whom a name or a number stands for at a moment, wall milliseconds; nobody where it is unknown or off duty. */
export type PeopleOf = (text: string, at: number) => readonly PhoneNumber[];

/**
 * The escalations that begin with a message: one a rule, for those of its recipients for whom it is the first that matches. A name stands
 * for whoever it is when the SMS may first go out, however they were addressed.
 */
export function escalationsOf(
  submission: Submission,
  rules: readonly EscalationRule[],
  peopleOf: PeopleOf,
): readonly NewEscalation[] {
  const { acceptedAt, recipients, reversePath, wishes } = submission;
  const left = new Set(recipients);
  return rules.flatMap((rule): readonly NewEscalation[] => {
    if (left.size === 0) return [];
    if (!rule.from.some((it) => standsFor(it, reversePath))) return [];
    const its = [...left].filter((recipient) => {
      const at = Math.max(acceptedAt, wishes?.get(recipient)?.sendAt ?? 0);
      return rule.for === "*" ||
        rule.for.some((it) => peopleOf(it, at).includes(recipient));
    });
    if (its.length === 0) return [];
    for (const recipient of its) left.delete(recipient);
    const sendAt = Math.min(
      ...its.map((it) => wishes?.get(it)?.sendAt ?? 0),
    );
    const isLater = sendAt > acceptedAt;
    return [{
      plan: rule.plan,
      recipients: its,
      dueAt: (isLater ? sendAt : acceptedAt) + rule.plan.afterMs,
      fixed: isLater,
    }];
  });
}
