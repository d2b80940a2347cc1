import type { DeliveryState } from "../../model/mod.ts";

export type { DeliveryState };

/** How something is coloured; each has its custom properties in screen.css. */
export type Tone = "quiet" | "info" | "good" | "warn" | "bad" | "violet";

/** How a state of a delivery is told. */
export interface StateWords {
  readonly label: string;
  readonly tone: Tone;
  /** What it means, in a sentence. */
  readonly hint: string;
}

/** All states of docs/internals.md in the words of the screen. */
export const stateWords: Readonly<Record<DeliveryState, StateWords>> = {
  queued: {
    label: "Queued",
    tone: "quiet",
    hint: "Waits for a modem or for its time",
  },
  sending: {
    label: "Sending",
    tone: "info",
    hint: "A modem is sending it at this moment",
  },
  uncertain: {
    label: "Uncertain",
    tone: "warn",
    hint: "It was given to a modem that never answered",
  },
  held: {
    label: "Held",
    tone: "violet",
    hint: "Waits for a person to decide",
  },
  sent: {
    label: "Sent",
    tone: "info",
    hint: "The network took it; no report has come yet",
  },
  delivered: {
    label: "Delivered",
    tone: "good",
    hint: "The phone has it",
  },
  failed: {
    label: "Failed",
    tone: "bad",
    hint: "It will not be tried again by itself",
  },
  expired: {
    label: "Expired",
    tone: "bad",
    hint: "Its time was over before it could be sent",
  },
  cancelled: {
    label: "Cancelled",
    tone: "quiet",
    hint: "A person took it back before it was sent",
  },
  merged: {
    label: "Merged",
    tone: "quiet",
    hint: "It went out together with others",
  },
};

/** Whether the text names a state. */
export function isDeliveryState(text: string): text is DeliveryState {
  return Object.hasOwn(stateWords, text);
}

/** A number as people read it: "12,345". */
export function counted(value: number): string {
  return value.toLocaleString("en");
}

/** "1 message", "12,345 messages". */
export function plural(
  value: number,
  one: string,
  many: string = `${one}s`,
): string {
  return `${counted(value)} ${value === 1 ? one : many}`;
}

/**
 * What others wrote, in a line of its own: controls and marks of direction, by which a text could show itself as another,
 * are left out. Emoji keep their joiners.
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g, "").trim();
}

/** Bars of reception, 0 to 4, as phones show them. TS 27.007 §8.5 has -113 to -51 dBm. */
export function signalBars(dbm: number | undefined): number {
  if (dbm === undefined) return 0;
  return [-105, -95, -85, -75].filter((least) => dbm >= least).length;
}

/** What the bars mean. */
export function signalWord(dbm: number | undefined): string {
  const words = ["very weak", "weak", "fair", "good", "very good"];
  return dbm === undefined ? "unknown" : words[signalBars(dbm)] ?? "";
}
