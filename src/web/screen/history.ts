import type { HistoryEntry } from "../../model/mod.ts";
import { absoluteTime } from "./when.ts";
import { stateWords, type Tone } from "./words.ts";

/** One step of a delivery's life, as it is shown. */
export interface HistoryStep {
  readonly at: number;
  readonly tone: Tone;
  readonly what: string;
  /** Why, or with which reference; "" where there is nothing to say. */
  readonly detail: string;
  /** Another message that it leads to. */
  readonly leadsTo?: string | undefined;
}

type Words = Omit<HistoryStep, "at" | "detail"> & { readonly detail?: string };

/** The steps in their order. */
export function historySteps(
  history: readonly HistoryEntry[],
  segmentCount: number,
): readonly HistoryStep[] {
  return history.map((entry) => ({
    at: entry.at,
    detail: "",
    ...wordsOf(entry, segmentCount),
  }));
}

function wordsOf(entry: HistoryEntry, segmentCount: number): Words {
  switch (entry.what) {
    case "accepted":
      return accepted(entry);
    case "insteadOf":
      return {
        tone: "quiet",
        what: "Sent again in the place of another message",
        leadsTo: entry.messageId,
      };
    case "serves":
      return {
        tone: "quiet",
        what: "Speaks for other messages",
        detail: entry.messages.join(", "),
      };
    case "attempt":
      return {
        tone: "info",
        what: `Attempt ${entry.attempt} on modem ${entry.modem}`,
      };
    case "begun":
      return {
        tone: "info",
        what: `${partOf(entry.number, segmentCount)} given to ${entry.modem}`,
      };
    case "acknowledged":
      return {
        tone: "info",
        what: `${partOf(entry.number, segmentCount)} taken by the network`,
        detail: `Reference ${entry.reference}`,
      };
    case "reported":
      return reported(entry, segmentCount);
    case "ended":
      return ended(entry);
    case "putOff":
      return putOff(entry);
    case "resent":
    case "held":
    case "released":
    case "hastened":
      return plainWords[entry.what];
    case "fate":
      return fate(entry);
    case "sentAgain":
      return {
        tone: "quiet",
        what: "Sent again by the operator as another message",
        leadsTo: entry.messageId,
      };
    default:
      return entry satisfies never;
  }
}

/** What needs no more than its name. */
const plainWords: Readonly<
  Record<"resent" | "held" | "released" | "hastened", Words>
> = {
  resent: {
    tone: "warn",
    what: "Nothing was heard of it: queued again",
    detail: "It may arrive twice",
  },
  held: {
    tone: "violet",
    what: "Nothing was heard of it: waits for a person",
  },
  released: { tone: "quiet", what: "Queued again by the operator" },
  hastened: { tone: "quiet", what: "Made due at once by the operator" },
};

type Entry<What extends HistoryEntry["what"]> = Extract<
  HistoryEntry,
  { what: What }
>;

function accepted({ sendAt }: Entry<"accepted">): Words {
  const detail = sendAt === undefined
    ? ""
    : `Not to be sent before ${absoluteTime(sendAt)}`;
  return { tone: "quiet", what: "Accepted", detail };
}

function partOf(number: number, count: number): string {
  return count === 1 ? "SMS" : `Segment ${number} of ${count}`;
}

function reported(entry: Entry<"reported">, segmentCount: number): Words {
  const part = partOf(entry.number, segmentCount);
  const words = {
    delivered: { tone: "good", what: `${part} reported as delivered` },
    trying: { tone: "warn", what: `${part} reported as not delivered yet` },
    failed: { tone: "bad", what: `${part} reported as undeliverable` },
  } as const;
  return { ...words[entry.outcome], detail: entry.reason };
}

function ended({ attempt, outcome, reason }: Entry<"ended">): Words {
  const words: Partial<Record<typeof outcome, Omit<Words, "detail">>> = {
    queued: {
      tone: "warn",
      what: `Attempt ${attempt} failed, to be tried again`,
    },
    failed: { tone: "bad", what: `Attempt ${attempt} failed for good` },
    sent: { tone: "info", what: `Attempt ${attempt}: all of it sent` },
    uncertain: {
      tone: "warn",
      what: `Attempt ${attempt} ended in doubt whether it was sent`,
    },
  };
  const other = {
    tone: stateWords[outcome].tone,
    what: `Attempt ${attempt} ended: ${
      stateWords[outcome].label.toLowerCase()
    }`,
  };
  return { ...(words[outcome] ?? other), detail: reason };
}

function putOff({ reason, until }: Entry<"putOff">): Words {
  const what = until === undefined
    ? "Put off"
    : `Put off until ${absoluteTime(until)}`;
  return { tone: "quiet", what, detail: reason };
}

// Some reasons begin with the very word.
function fate({ reason, state }: Entry<"fate">): Words {
  const { label, tone } = stateWords[state];
  const isSaid = reason.toLowerCase().startsWith(state);
  return isSaid
    ? { tone, what: label + reason.slice(state.length) }
    : { tone, what: label, detail: reason };
}
