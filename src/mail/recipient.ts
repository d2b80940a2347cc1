import {
  type ForwardPath,
  type PhoneNumber,
  quote,
  type RecipientVerdict,
} from "../model/mod.ts";
import { bareNumber, listed, localPart } from "./local_part.ts";
import { type ReadingOptions, readNumber } from "./phone_reading.ts";

/** How recipients are read: the `[message]` options `country`, `bare_digits` and `short_codes`. */
export type RecipientOptions = ReadingOptions;

type NumberVerdict =
  | { readonly kind: "number"; readonly number: PhoneNumber }
  | Extract<RecipientVerdict, { readonly kind: "refused" }>;

/**
 * Judges one RCPT by its path alone. Any way of writing numbers that people or programs use is taken: `+49…`,
 * `0049…`, `0170…`, with separators, several in one local part, `tel:…`, `SMS=…`, `…/TYPE=PLMN`, `p49…`; with any
 * domain or none. All numbers of a list must be good. Refuses with 553 5.1.3 what has digits but is no number, and
 * with 550 5.1.1 a name. Never throws.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const options = { country: "DE", bareDigits: "refuse", shortCodes: false } as const;
 * const verdict = readRecipient("0170 1234567@sms", options);
 * assert.ok(verdict.kind === "accepted");
 * assert.equal(verdict.text, "+491701234567");
 * ```
 */
export function readRecipient(
  path: ForwardPath,
  options: RecipientOptions,
): RecipientVerdict {
  const local = localPart(path);
  // RFC 5321 §4.5.1: in any case, with a domain or without.
  if (local.toLowerCase() === "postmaster") {
    return {
      kind: "accepted",
      recipient: { kind: "postmaster" },
      text: "postmaster",
    };
  }
  const numbers = new Set<PhoneNumber>();
  for (const item of listed(local)) {
    const verdict = judge(item, options);
    if (verdict.kind === "refused") return verdict;
    numbers.add(verdict.number);
  }
  return {
    kind: "accepted",
    recipient: { kind: "phones", numbers: [...numbers] },
    text: [...numbers].join(", "),
  };
}

function judge(item: string, options: RecipientOptions): NumberVerdict {
  if (!/[0-9]/.test(item)) {
    return {
      kind: "refused",
      refusal: {
        code: 550,
        enhanced: "5.1.1",
        text: `No contact ${quote(item)}`,
      },
    };
  }
  const digits = bareNumber(item);
  if (!/^\+?[0-9]+$/.test(digits)) return malformed(item, whyNoNumber(digits));
  const reading = readNumber(digits, options);
  return reading.kind === "number" ? reading : malformed(item, reading.why);
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

function malformed(item: string, why: string): NumberVerdict {
  return {
    kind: "refused",
    refusal: { code: 553, enhanced: "5.1.3", text: `${quote(item)} ${why}` },
  };
}
