import { parsePhoneNumber } from "../model/mod.ts";

/** Whoever can stand in a group: somebody of another entry, or a number. */
export type Member =
  /** Of a contact or group, as `nameKey` makes it; it is there. */
  | { readonly kind: "name"; readonly name: string }
  /** As `parseWrittenNumber` leaves it. */
  | { readonly kind: "number"; readonly number: string };

/**
 * Reads a number as people write it: with blanks, dashes, dots, slashes and brackets, which are dropped. One with "+"
 * is canonical from there on; others keep their digits, whose country (`[message] country`) is the mail room's business.
 * Undefined when it cannot be a number.
 */
export function parseWrittenNumber(text: string): string | undefined {
  const bare = text.replaceAll(
    /[ \t\u00a0\u202f./()\u2010-\u2015\u2212-]/g,
    "",
  );
  if (/^\d{3,17}$/.test(bare)) return bare;
  return bare.startsWith("+") ? parsePhoneNumber(bare) : undefined;
}

/** By what names of contacts, groups and domains are compared: any case, any way of composing letters. */
export function nameKey(name: string): string {
  return name.toLowerCase().normalize("NFC");
}

/** Whether a contact or a group can have this name: no number, and nothing that options begin or lists are cut at. */
export function isContactName(text: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]{0,63}$/u.test(text) &&
    /\p{L}/u.test(text) &&
    // RFC 5321 §4.5.1 gives this one to whoever runs the machine.
    nameKey(text) !== "postmaster";
}

/** Reads a member of a group; undefined when it is neither a number nor can be a name. Whether somebody has the name is settled later. */
export function parseMember(text: string): Member | undefined {
  const number = parseWrittenNumber(text);
  if (number !== undefined) return { kind: "number", number };
  return isContactName(text)
    ? { kind: "name", name: nameKey(text) }
    : undefined;
}
