import {
  type ForwardPath,
  type PhoneNumber,
  quote,
  type Recipient,
  type RecipientVerdict,
  type Refusal,
  type Wishes,
} from "../model/mod.ts";
import {
  type LocalClock,
  readWishes,
  splitOptions,
} from "./address_options.ts";
import { bareNumber, domainOf, listed, localPart } from "./local_part.ts";
import { type ReadingOptions, readNumber } from "./phone_reading.ts";
import {
  type DomainDefaults,
  mergeWishes,
  recipientsOf,
  timeText,
  wishesText,
} from "./wishes.ts";

/** How recipients are read: the `[message]` options `country`, `bare_digits` and `short_codes`, and who has a name. */
export interface RecipientOptions extends ReadingOptions {
  /** Whom a name stands for at a moment, wall milliseconds, or now; absent: there are no names. */
  readonly lookUp?: ((name: string, at?: number) => Lookup) | undefined;
  /** The wishes of a domain's table in `[domains]`; see `createDomainDefaults`. */
  readonly defaultsOf?:
    | ((domain: string) => DomainDefaults | undefined)
    | undefined;
  /** By what `+at-` goes; absent: there is no such option. */
  readonly localClock?: LocalClock | undefined;
}

/** What the phone book says of a name. */
export type Lookup =
  /** At least one number; `momentary` if the next moment may give others. */
  | {
    readonly kind: "numbers";
    readonly numbers: readonly PhoneNumber[];
    readonly momentary: boolean;
    /** The name, where it is a group's and routes ask for groups. */
    readonly group?: string;
    /** What is noted as the way to them, where that is asked for. */
    readonly reached?: string;
  }
  | { readonly kind: "unknown" }
  /** Known, and on call is nobody before `until`, wall milliseconds. */
  | { readonly kind: "nobody"; readonly until?: number };

/** A verdict, and whether it holds for good. */
export type RecipientReading =
  | Extract<RecipientVerdict, { readonly kind: "accepted" }> & {
    /** The verdict is of this moment only, since a time or a schedule is in it: not to be remembered. */
    readonly momentary?: true;
  }
  | Refused;

type Refused = Extract<RecipientVerdict, { readonly kind: "refused" }>;

/** Those whom one item of a local part stands for. */
interface Target {
  readonly kind: "target";
  readonly numbers: readonly PhoneNumber[];
  /** What the 250 reply calls them. A name is not told its number: whoever may send need not know it. */
  readonly label: string;
  readonly momentary: boolean;
  readonly group?: string;
  readonly reached?: string;
}

type Item = Omit<Target, "kind"> & {
  readonly kind: "item";
  readonly wishes: Wishes;
};

/**
 * Judges one RCPT by its path. Any way of writing numbers that people or programs use is taken: `+49…`, `0049…`,
 * `0170…`, with separators, several in one local part, `tel:…`, `SMS=…`, `…/TYPE=PLMN`, `p49…`; with any domain or
 * none; and names where there is a phone book. Behind each may stand options: `+flash`, `+urgent`, `+bulk`,
 * `+at-2026-12-24T0800`. All of a list must be good. Refuses with 553 5.1.3 what has digits but is no number, and
 * options that cannot be; with 550 5.1.1 a name that nobody has; with 450 4.2.1 a group when nobody is on call, or with
 * 550 5.2.1 when nobody is at the time of `+at-`. Never throws.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const options = { country: "DE", bareDigits: "refuse", shortCodes: false } as const;
 * const verdict = readRecipient("0170 1234567+flash@sms", options);
 * assert.ok(verdict.kind === "accepted");
 * assert.equal(verdict.text, "+491701234567 (flash)");
 * ```
 */
export function readRecipient(
  path: ForwardPath,
  options: RecipientOptions,
): RecipientReading {
  const local = localPart(path);
  // RFC 5321 §4.5.1: in any case, with a domain or without.
  if (local.toLowerCase() === "postmaster") {
    return {
      kind: "accepted",
      recipient: { kind: "postmaster" },
      text: "postmaster",
    };
  }
  const defaults = options.defaultsOf?.(domainOf(path));
  const items: Item[] = [];
  for (const written of listed(local)) {
    const item = readItem(written, options);
    if (item.kind === "refused") return item;
    items.push({ ...item, wishes: { ...defaults, ...item.wishes } });
  }
  return accept(items, options);
}

function accept(
  items: readonly Item[],
  { localClock }: RecipientOptions,
): RecipientReading {
  const numbers = new Map<PhoneNumber, Wishes>();
  const labels = new Map<string, Wishes>();
  for (const { numbers: its, label, wishes } of items) {
    for (const number of its) put(numbers, number, wishes);
    put(labels, label, wishes);
  }
  const [recipient, ...others] = recipientsOf(numbers);
  const none: Recipient = { kind: "phones", numbers: [] };
  const text = [...labels].map(([label, wishes]) =>
    label + wishesText(wishes, localClock?.zone)
  );
  return {
    kind: "accepted",
    recipient: recipient ?? none,
    ...(others.length === 0 ? {} : { others }),
    text: text.join(", "),
    ...(items.some((it) => it.momentary) ? { momentary: true } : {}),
  };
}

function put<Key>(map: Map<Key, Wishes>, key: Key, wishes: Wishes): void {
  const known = map.get(key);
  map.set(key, known === undefined ? wishes : mergeWishes(known, wishes));
}

function readItem(item: string, options: RecipientOptions): Item | Refused {
  const { head, options: written } = splitOptions(item);
  const read = readWishes(written, options.localClock);
  // Who is on call when the SMS goes out shall get it.
  const at = read.kind === "wishes" ? read.wishes.sendAt : undefined;
  const target = readTarget(head, at, options);
  if (target.kind === "refused") return target;
  if (read.kind === "wrong") {
    return refused({ code: 553, enhanced: "5.1.3", text: read.why });
  }
  const { group, reached } = target;
  const wishes = {
    ...read.wishes,
    ...(group === undefined ? {} : { group }),
    ...(reached === undefined ? {} : { reached: [reached] }),
  };
  const momentary = target.momentary || wishes.sendAt !== undefined;
  return { ...target, kind: "item", wishes, momentary };
}

function readTarget(
  head: string,
  at: number | undefined,
  options: RecipientOptions,
): Target | Refused {
  const found = options.lookUp?.(head, at) ?? { kind: "unknown" };
  switch (found.kind) {
    case "numbers": {
      const { numbers, momentary, group, reached } = found;
      const name = quote(head);
      const label = numbers.length === 1
        ? name
        : `${numbers.length} numbers of ${name}`;
      return {
        ...{ kind: "target", numbers, label, momentary },
        ...(group === undefined ? {} : { group }),
        ...(reached === undefined ? {} : { reached }),
      };
    }
    case "nobody":
      return nobody(head, { at, until: found.until }, options);
    case "unknown":
      return readPhone(head, options);
    default:
      return found satisfies never;
  }
}

function readPhone(head: string, options: RecipientOptions): Target | Refused {
  if (!/[0-9]/.test(head)) {
    const text = `No contact ${quote(head)}`;
    return refused({ code: 550, enhanced: "5.1.1", text });
  }
  const digits = bareNumber(head);
  if (!/^\+?[0-9]+$/.test(digits)) return malformed(head, whyNoNumber(digits));
  const reading = readNumber(digits, options);
  if (reading.kind === "wrong") return malformed(head, reading.why);
  const { number } = reading;
  return { kind: "target", numbers: [number], label: number, momentary: false };
}

function whyNoNumber(digits: string): string {
  const [stranger] = /[^0-9+]+/.exec(digits) ?? [];
  if (stranger !== undefined) {
    return `is not a phone number: ${quote(stranger)} cannot be dialled`;
  }
  return digits === "+"
    ? "is too short for a phone number"
    : 'is not a phone number: "+" can only begin one';
}

function malformed(head: string, why: string): Refused {
  return refused({
    code: 553,
    enhanced: "5.1.3",
    text: `${quote(head)} ${why}`,
  });
}

function nobody(
  name: string,
  { at, until }: {
    readonly at: number | undefined;
    readonly until: number | undefined;
  },
  { localClock }: RecipientOptions,
): Refused {
  const zone = localClock?.zone;
  const when = at === undefined ? "now" : "then";
  const next = until === undefined
    ? ""
    : `, the next shift begins at ${timeText(until, zone)}`;
  const where = until === undefined || zone === undefined
    ? ""
    : ` (${zone.name})`;
  const text = `Nobody is on call for ${quote(name)} ${when}${next}${where}`;
  // Coming again later changes who is on call now, and not who is at a time that was named.
  return refused(
    at === undefined
      ? { code: 450, enhanced: "4.2.1", text }
      : { code: 550, enhanced: "5.2.1", text },
  );
}

function refused(refusal: Refusal): Refused {
  return { kind: "refused", refusal };
}
