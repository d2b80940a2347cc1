import type { HistoryEntry } from "../model/mod.ts";
import { localTime } from "./local_time.ts";

type Entry<What extends HistoryEntry["what"]> = Extract<
  HistoryEntry,
  { what: What }
>;

/** The lines of a delivery's history, each with its time by the clock on the operator's wall. */
export function historyLines(
  history: readonly HistoryEntry[],
  segmentCount: number,
): readonly string[] {
  return history.map((entry) =>
    `${localTime(entry.at)}  ${wordsOf(entry, segmentCount)}`
  );
}

function wordsOf(entry: HistoryEntry, segmentCount: number): string {
  switch (entry.what) {
    case "accepted":
      return entry.sendAt === undefined
        ? "accepted"
        : `accepted, not to be sent before ${localTime(entry.sendAt)}`;
    case "insteadOf":
      return `in the place of ${entry.messageId}, which the operator had sent again`;
    case "serves":
      return `in the place of ${entry.messages.join(", ")}`;
    case "attempt":
      return `attempt ${entry.attempt} on ${entry.modem}`;
    case "begun":
    case "acknowledged":
    case "reported":
      return `${segment(entry.number, segmentCount)} ${answer(entry)}`;
    case "ended":
      return because(`attempt ${entry.attempt} ${end(entry)}`, entry.reason);
    case "putOff":
      return because(
        entry.until === undefined
          ? "put off"
          : `put off until ${localTime(entry.until)}`,
        entry.reason,
      );
    case "resent":
      return "nothing was heard of it: queued again as a possible duplicate";
    case "held":
      return "nothing was heard of it: held for the operator";
    case "released":
      return "queued again by the operator";
    case "hastened":
      return "made due by the operator";
    case "fate":
      return fate(entry);
    case "sentAgain":
      return `sent again by the operator as ${entry.messageId}`;
    default:
      return entry satisfies never;
  }
}

function segment(number: number, count: number): string {
  return count === 1 ? "SMS" : `segment ${number} of ${count}`;
}

function answer(
  entry: Entry<"begun"> | Entry<"acknowledged"> | Entry<"reported">,
): string {
  switch (entry.what) {
    case "begun":
      return `given to ${entry.modem}`;
    case "acknowledged":
      return `taken by the network, reference ${entry.reference}`;
    case "reported": {
      const words = {
        delivered: "reported as delivered",
        trying: "reported as not delivered yet",
        failed: "reported as undeliverable",
      };
      return because(words[entry.outcome], entry.reason);
    }
    default:
      return entry satisfies never;
  }
}

function end({ outcome }: Entry<"ended">): string {
  switch (outcome) {
    case "queued":
      return "failed, to be tried again";
    case "failed":
      return "failed for good";
    case "uncertain":
      return "ended in doubt whether it was sent";
    default:
      return `ended: ${outcome}`;
  }
}

// Some reasons begin with the very word.
function fate({ state, reason }: Entry<"fate">): string {
  const said = reason.toLowerCase().startsWith(state);
  return said ? state + reason.slice(state.length) : because(state, reason);
}

function because(what: string, reason: string): string {
  return reason === "" ? what : `${what}: ${reason}`;
}
