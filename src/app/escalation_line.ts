import type { DeliveryEvent } from "../delivery/mod.ts";
import type { LogLine } from "./log_line.ts";

type Escalation = Extract<DeliveryEvent, { kind: "escalation" }>;

/** Somebody must look at what nobody confirms. */
export function levelOfEscalation({ move }: Escalation): LogLine["level"] {
  switch (move.kind) {
    case "stop":
      return "info";
    case "next":
      return "warning";
    case "exhausted":
      return "error";
    default:
      return move satisfies never;
  }
}

/** The one line of each step of an escalation, keyed by the message that it began with. */
export function escalationLine(event: Escalation): LogLine {
  const { id, move, people, step, steps } = event;
  return {
    level: levelOfEscalation(event),
    text: `${id} ${wordsOf(event)}`,
    properties: {
      event: "escalation",
      id,
      fate: move.kind === "stop" ? move.why : move.kind,
      ...(move.kind === "next" ? { step, steps, to: move.to, people } : {}),
    },
  };
}

function wordsOf({ move, people, step, steps }: Escalation): string {
  switch (move.kind) {
    case "stop":
      return move.why === "cancelled"
        ? "escalates no further: it was cancelled"
        : `escalates no further: it was ${move.why}`;
    case "exhausted":
      return `was confirmed by nobody in ${
        steps === 1 ? "1 step" : `${steps} steps`
      }: look after it yourself`;
    case "next":
      return people.length === 0
        ? `escalates to ${move.to} (step ${step} of ${steps}), where nobody is on call: the next one gets it`
        : `escalates to ${move.to} (step ${step} of ${steps}): ${
          people.join(", ")
        }`;
    default:
      return move satisfies never;
  }
}
