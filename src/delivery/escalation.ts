import type { DeliveryState } from "../model/mod.ts";
import type { EscalationPlan } from "../queue/mod.ts";

/** What is known of an open escalation when it is looked at. */
export interface EscalationFacts {
  readonly plan: EscalationPlan;
  /** How many steps were made. */
  readonly step: number;
  readonly dueAt: number;
  readonly deliveries: readonly {
    readonly state: DeliveryState;
    /** Cancelled, since its recipient wants no SMS. */
    readonly denied?: boolean;
    readonly own: boolean;
  }[];
  readonly answers: readonly string[];
}

/** What becomes of it now. */
export type EscalationMove =
  | { readonly kind: "wait" }
  /** Somebody has it, or the operator wants nobody to have it. */
  | {
    readonly kind: "stop";
    readonly why: "delivered" | "answered" | "cancelled";
  }
  /** Whoever this name or number stands for gets it. */
  | { readonly kind: "next"; readonly to: string }
  /** Everybody had it, and nobody has confirmed it. */
  | { readonly kind: "exhausted" };

/** Decides. Whatever stops it is heard also when it comes late, as long as no later step was made. */
export function escalate(facts: EscalationFacts, now: number): EscalationMove {
  const { plan, step, dueAt, deliveries } = facts;
  if (isConfirmed(facts)) {
    const why = plan.until === "answer" ? "answered" : "delivered";
    return { kind: "stop", why };
  }
  const states = deliveries.map((it) => it.state);
  // Whoever cancels the message does not want its steps any more, whatever became of them; whoever wants no SMS speaks for himself only.
  const own = deliveries.filter((it) => it.own);
  const byOperator = own.some((it) => it.denied !== true);
  if (byOperator && own.every((it) => it.state === "cancelled")) {
    return { kind: "stop", why: "cancelled" };
  }
  // What will reach nobody need not be waited for.
  if (now < dueAt && !states.every(isLost)) return { kind: "wait" };
  const to = plan.to[step % plan.to.length];
  return to === undefined || step >= plan.to.length * plan.rounds
    ? { kind: "exhausted" }
    : { kind: "next", to };
}

function isConfirmed({ plan, deliveries, answers }: EscalationFacts): boolean {
  switch (plan.until) {
    case "delivered":
      return deliveries.some((it) => it.state === "delivered");
    case "answer":
      return answers.some((it) => beginsWith(it, plan.word));
    default:
      return plan.until satisfies never;
  }
}

function isLost(state: DeliveryState): boolean {
  return state === "failed" || state === "expired" || state === "cancelled";
}

/** Whether a text begins with these words, in any case, as phones like to change it; "okay" does not begin with "OK". */
function beginsWith(text: string, word: string): boolean {
  const plain = (it: string) => it.trim().toLowerCase().normalize("NFC");
  const [said, wanted] = [plain(text), plain(word)];
  if (!said.startsWith(wanted)) return false;
  return wanted === "" || !/^[\p{L}\p{N}]/u.test(said.slice(wanted.length));
}
