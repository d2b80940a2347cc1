import { SmsError } from "./sms_error.ts";

/** The septet that announces a character of the extension (single shift) table. */
export const escapeSeptet = 0x1b;

/** Sixteen rows' worth of characters by code: the GSM 7-bit default alphabet. TS 23.038 §6.2.1. */
export const defaultAlphabet = [
  "@£$¥èéùìòÇ\nØø\rÅå",
  "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ",
  " !\"#¤%&'()*+,-./",
  "0123456789:;<=>?",
  "¡ABCDEFGHIJKLMNO",
  "PQRSTUVWXYZÄÖÑÜ§",
  "¿abcdefghijklmno",
  "pqrstuvwxyzäöñüà",
].join("");

/** The characters behind an escape, two septets each. TS 23.038 §6.2.1.1. */
export const defaultExtension: ReadonlyMap<number, string> = new Map([
  [0x0a, "\f"],
  [0x14, "^"],
  [0x28, "{"],
  [0x29, "}"],
  [0x2f, "\\"],
  [0x3c, "["],
  [0x3d, "~"],
  [0x3e, "]"],
  [0x40, "|"],
  [0x65, "€"],
]);

/** A 7-bit character set: a table of 128 characters and one behind the escape. */
export interface Gsm7Charset {
  /** 128 characters by code. */
  readonly locking: string;
  /** Characters by the code that follows the escape. */
  readonly single: ReadonlyMap<number, string>;
  /** Codes by UTF-16 unit; those behind the escape carry it as their high octet. */
  readonly codes: ReadonlyMap<number, number>;
  /** Septets by UTF-16 unit: 1, 2 behind an escape, 0 for what the set lacks. */
  readonly costs: Uint8Array;
}

/** Makes a character set from its two tables. */
export function makeCharset(
  locking: string,
  single: ReadonlyMap<number, string>,
): Gsm7Charset {
  const codes = new Map<number, number>();
  for (const [code, character] of single) {
    codes.set(character.charCodeAt(0), escapeSeptet << 8 | code);
  }
  // After the other table, because the way of one septet is the better one where both have a character.
  for (let code = 0; code < locking.length; code++) {
    if (code !== escapeSeptet) codes.set(locking.charCodeAt(code), code);
  }
  return { locking, single, codes, costs: costsOf(codes) };
}

// A table beside the map: every character of every mail is looked up here, also of the mails that are far too long.
function costsOf(codes: ReadonlyMap<number, number>): Uint8Array {
  const costs = new Uint8Array(0x10000);
  for (const [unit, code] of codes) costs[unit] = code > 0x7f ? 2 : 1;
  return costs;
}

/** The character set that every phone has. */
export const defaultCharset = makeCharset(defaultAlphabet, defaultExtension);

/** The septets that a UTF-16 unit takes: 1, 2 behind an escape, or 0 when the character set lacks it. */
export function septetCost(
  unit: number,
  { costs }: Gsm7Charset = defaultCharset,
): number {
  return costs[unit] ?? 0;
}

/** The septets that a text takes, or undefined when the character set lacks one of its characters. */
export function septetCount(
  text: string,
  { costs }: Gsm7Charset = defaultCharset,
): number | undefined {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const cost = costs[text.charCodeAt(index)] ?? 0;
    if (cost === 0) return undefined;
    count += cost;
  }
  return count;
}

/** Whether the character set has every character of a text. */
export function canEncode(
  text: string,
  charset: Gsm7Charset = defaultCharset,
): boolean {
  return septetCount(text, charset) !== undefined;
}

/** The length, in UTF-16 units, of the part of a text before the first character that the character set lacks. */
export function gsm7PrefixLength(
  text: string,
  charset: Gsm7Charset = defaultCharset,
): number {
  let length = 0;
  while (
    length < text.length && septetCost(text.charCodeAt(length), charset) > 0
  ) {
    length++;
  }
  return length;
}

/**
 * Writes a text as septets.
 *
 * @throws {SmsError} code `alphabet` when the character set lacks a character.
 */
export function septetsOf(
  text: string,
  charset: Gsm7Charset = defaultCharset,
): Uint16Array {
  const septets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = charset.codes.get(text.charCodeAt(index));
    if (code === undefined) {
      throw new SmsError(
        "alphabet",
        `Character ${index} of the text is not in the 7-bit character set: write it in UCS-2`,
      );
    }
    if (code > 0x7f) septets.push(escapeSeptet);
    septets.push(code & 0x7f);
  }
  return Uint16Array.from(septets);
}

/**
 * Reads septets. A code that the extension lacks shows the character of the plain table, and an escape followed by an
 * escape or by nothing a space, as TS 23.038 §6.2.1.1 asks of a phone.
 */
export function textOfSeptets(
  septets: Iterable<number>,
  charset: Gsm7Charset = defaultCharset,
): string {
  let text = "";
  let escaped = false;
  for (const septet of septets) {
    if (escaped) {
      text += extendedCharacter(septet, charset);
      escaped = false;
    } else if (septet === escapeSeptet) escaped = true;
    else text += charset.locking.charAt(septet);
  }
  return escaped ? text + " " : text;
}

function extendedCharacter(septet: number, charset: Gsm7Charset): string {
  if (septet === escapeSeptet) return " ";
  return charset.single.get(septet) ?? charset.locking.charAt(septet);
}
