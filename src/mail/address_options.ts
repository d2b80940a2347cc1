import {
  type Clock,
  type Priority,
  quote,
  type TimeZone,
  type Wishes,
} from "../model/mod.ts";
import { readTime } from "./send_at.ts";
import { timeText, wishesOf } from "./wishes.ts";

/** By what `+at-` is read and judged. */
export interface LocalClock {
  /** The zone of times that name none. */
  readonly zone: TimeZone;
  readonly clock: Pick<Clock, "now">;
}

/** One recipient of a local part: whom, and the options behind, each without its "+". */
export interface AddressItem {
  readonly head: string;
  readonly options: readonly string[];
}

/** Wishes, or what was wrong with an option: a whole clause. */
export type WishesReading =
  | { readonly kind: "wishes"; readonly wishes: Wishes }
  | { readonly kind: "wrong"; readonly why: string };

/** How far ahead an SMS may be put off, and how long it may wait, milliseconds. */
export const longestDelayMs = 30 * 86_400_000;
// Times are written to the minute, and the minute that runs is not past.
const graceMs = 60_000;

/**
 * Cuts options off: a "+" begins one when a letter follows and something stands before. So a number keeps its own, and
 * what is no option is left for the number to complain of.
 */
export function splitOptions(item: string): AddressItem {
  const [head = "", ...options] = item.split(/(?<!^)\+\s*(?=\p{L})/u);
  return { head: head.trim(), options: options.map((it) => it.trim()) };
}

/**
 * Reads options, in any order and case: `flash`, `urgent` or `bulk`, and `at-2026-12-24T0800` where there is a clock. A time in
 * the past, or more than 30 days ahead, is wrong; one within the minute that runs is now.
 */
export function readWishes(
  options: readonly string[],
  localClock: LocalClock | undefined,
): WishesReading {
  let flash = false;
  let priority: Priority | undefined;
  let sendAt: number | undefined;
  for (const option of options) {
    const name = option.toLowerCase();
    if (name === "flash") flash = true;
    else if (name === "urgent" || name === "bulk") {
      if (priority !== undefined && priority !== name) {
        return wrong("urgent and bulk are both there; write one");
      }
      priority = name;
    } else if (localClock !== undefined && /^at(?![a-z])/.test(name)) {
      const read = readSendAt(option, localClock);
      if (read.kind === "wrong") return read;
      if (sendAt !== undefined && sendAt !== read.at) {
        return wrong(`${quote(option)} is a second time; write one`);
      }
      sendAt = read.at;
    } else return wrong(whyUnknown(option, localClock));
  }
  return { kind: "wishes", wishes: wishesOf({ flash, priority, sendAt }) };
}

type SendAtReading =
  | { readonly kind: "at"; readonly at: number }
  | Extract<WishesReading, { readonly kind: "wrong" }>;

function readSendAt(
  option: string,
  { zone, clock }: LocalClock,
): SendAtReading {
  const at = readTime(option.slice("at".length).replace(/^[-=]/, ""), zone);
  if (at === undefined) {
    return wrong(
      `${quote(option)} has no time in it: write at-2026-12-24T0800`,
    );
  }
  const now = clock.now();
  if (at <= now - graceMs) {
    const time = timeText(now, zone);
    return wrong(`${quote(option)} is past: it is ${time} in ${zone.name}`);
  }
  return at > now + longestDelayMs
    ? wrong(`${quote(option)} is more than 30 days ahead`)
    : { kind: "at", at };
}

function whyUnknown(
  option: string,
  localClock: LocalClock | undefined,
): string {
  const known = localClock === undefined
    ? "flash, urgent and bulk"
    : "flash, urgent, bulk and at-2026-12-24T0800";
  return `${quote(option)} is no option: known are ${known}`;
}

function wrong(why: string): Extract<WishesReading, { kind: "wrong" }> {
  return { kind: "wrong", why };
}
