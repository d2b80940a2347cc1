import { type DeliveryState, plural } from "./words.ts";
import type { DeliveryView, OperatorView, Role } from "./wire.ts";

/** Something that changes what the machine does. */
export type Deed =
  | { readonly do: "retry" | "cancel"; readonly id: string }
  | { readonly do: "release" };

/** A question before a deed that costs money or cannot be taken back. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that does it. */
  readonly button: string;
  readonly grave: boolean;
  readonly deed: Deed;
}

/** A button beside a message. */
export interface MessageAction {
  readonly label: string;
  readonly deed: Deed;
  /** Absent: it is done at once. */
  readonly question?: Question | undefined;
}

/** Whether somebody may act at all. */
export function mayAct(role: Role | undefined): boolean {
  return role === "operator" || role === "admin";
}

/** What can be done with a message as its deliveries stand. */
export function messageActions(
  id: string,
  deliveries: readonly Pick<DeliveryView, "state">[],
): readonly MessageAction[] {
  const many = (...states: DeliveryState[]) =>
    deliveries.filter(({ state }) => states.includes(state)).length;
  return [
    ...retryOf(id, {
      over: many("failed", "expired"),
      held: many("held"),
      queued: many("queued"),
    }),
    ...cancelOf(id, many("queued", "held")),
  ];
}

function retryOf(
  id: string,
  { held, over, queued }: {
    readonly over: number;
    readonly held: number;
    readonly queued: number;
  },
): readonly MessageAction[] {
  const deed = { do: "retry", id } as const;
  if (over > 0) {
    const text = `A new message with the same text goes to ${
      plural(over, "recipient")
    } whom this one did not reach`;
    return [{
      label: "Send again",
      deed,
      question: {
        title: "Send again?",
        text,
        button: "Send again",
        grave: false,
        deed,
      },
    }];
  }
  if (held > 0) {
    const text =
      "Nobody knows whether the modem sent it. If it did, it will arrive twice";
    return [{
      label: "Send again",
      deed,
      question: {
        title: "Send again?",
        text,
        button: "Send again",
        grave: false,
        deed,
      },
    }];
  }
  return queued > 0 ? [{ label: "Send now", deed }] : [];
}

function cancelOf(id: string, count: number): readonly MessageAction[] {
  if (count === 0) return [];
  const deed = { do: "cancel", id } as const;
  return [{
    label: "Cancel",
    deed,
    question: {
      title: "Cancel this message?",
      text: `It will not be sent to ${
        plural(count, "recipient")
      } for whom it still waits`,
      button: "Cancel message",
      grave: true,
      deed,
    },
  }];
}

/** The question before all that was gathered is let go. */
export function releaseQuestion(gathered: number): Question {
  return {
    title: "Release the breaker?",
    text: gathered === 0
      ? "Mails become SMS again at once"
      : `${plural(gathered, "SMS", "SMS")} that were kept back will go out`,
    button: "Release",
    grave: false,
    deed: { do: "release" },
  };
}

/** What a retry or a cancel came to, in a sentence. */
export function outcomeOf(
  deed: Deed,
  { again, changed, unchanged }: OperatorView,
): string {
  if (again !== undefined) {
    return `Sent again to ${
      plural(again.recipients.length, "recipient")
    } as ${again.id}`;
  }
  if (changed.length > 0) {
    const many = plural(changed.length, "delivery", "deliveries");
    return deed.do === "cancel" ? `Cancelled ${many}` : `${many} made due`;
  }
  const states = [...new Set(unchanged.map(({ state }) => state))].join(", ");
  return states === ""
    ? "Nothing was changed"
    : `Nothing was changed: ${states} by now`;
}
