import {
  canEncode,
  defaultAlphabet,
  septetsOf,
  textOfSeptets,
} from "./gsm7.ts";
import { hexOf, octetsOf } from "./octets.ts";
import { packSeptets, unpackSeptets } from "./septets.ts";
import { octetsOfUtf16, textOfUtf16, utf16Of, utf16OfOctets } from "./ucs2.ts";

const carriageReturn = 0x0d;

/** What the coding scheme of a USSD string says of its characters. TS 23.038 §5. */
export function ussdAlphabet(dcs: number): "gsm7" | "8-bit" | "ucs2" {
  const group = dcs >> 4;
  if (dcs === 0x11) return "ucs2";
  // 01xx: as in an SMS; 1001: with a user data header; 1111: data.
  if (group >= 4 && group <= 7 || group === 9) {
    return (["gsm7", "8-bit", "ucs2", "gsm7"] as const)[dcs >> 2 & 3] ?? "gsm7";
  }
  return group === 15 && (dcs & 4) !== 0 ? "8-bit" : "gsm7";
}

/** Writes a USSD string as packed septets in hexadecimal, as some modems want it; undefined when it has no such form. */
export function packUssd(text: string): string | undefined {
  if (!canEncode(text)) return undefined;
  const septets = [...septetsOf(text)];
  // TS 23.038 §6.1.2.3.1: seven spare bits would read as an "@", so they hold a CR; a CR that ends there by itself is doubled.
  const full = septets.length % 8 === 0 && septets.at(-1) === carriageReturn;
  if (septets.length % 8 === 7 || full) septets.push(carriageReturn);
  return hexOf(packSeptets(Uint16Array.from(septets)));
}

/** Writes a USSD string as UTF-16 units in hexadecimal, for modems whose character set is "UCS2". */
export function ucs2Ussd(text: string): string {
  return hexOf(octetsOfUtf16(utf16Of(text)));
}

/**
 * Reads the string of +CUSD as this modem writes it. Modems differ in that: as text, as hexadecimal of the octets that the
 * network sent, or, with the character set "UCS2", as UTF-16 units whatever the scheme says. `hex`: this modem is known to write
 * septets as hexadecimal; others are believed to only where the string cannot be meant as text.
 */
export function readUssd(
  text: string,
  dcs: number,
  { hex = false }: { readonly hex?: boolean } = {},
): string {
  const octets = /^[0-9A-Fa-f]+$/.test(text) ? octetsOf(text) : undefined;
  if (octets === undefined || octets.length === 0) return readPlain(text);
  switch (ussdAlphabet(dcs)) {
    case "ucs2":
      return octets.length % 2 === 0 ? readUcs2(octets, dcs) : text;
    case "8-bit":
      return String.fromCharCode(...octets);
    case "gsm7":
      return hex || isNoText(text) ? readHex(octets) : text;
  }
}

/** A balance is digits, and digits alone may be one: only a long string with letters can be nothing but hexadecimal. */
function isNoText(text: string): boolean {
  return text.length >= 8 && /[A-Fa-f]/.test(text) && /[0-9]/.test(text);
}

function readHex(octets: Uint8Array): string {
  // UTF-16 units of which most high octets are 0: septets never look like that, for there would be an "@" in every second place.
  const high = octets.filter((_, at) => at % 2 === 0);
  const zeros = high.filter((it) => it === 0).length;
  if (octets.length % 2 === 0 && zeros * 2 > high.length) {
    return textOfUtf16(utf16OfOctets(octets));
  }
  const septets = unpackSeptets(octets, { first: 0, end: Infinity });
  const filled = septets.length % 8 === 0 && septets.at(-1) === carriageReturn;
  return textOfSeptets(filled ? septets.subarray(0, -1) : septets);
}

/** TS 23.038 §5: with scheme 17 two septets, the language, stand before the text. */
function readUcs2(octets: Uint8Array, dcs: number): string {
  const language = dcs === 0x11 &&
    /^[a-z]{2}$/.test(
      textOfSeptets(
        unpackSeptets(octets.subarray(0, 2), { first: 0, end: 2 }),
      ),
    );
  return textOfUtf16(utf16OfOctets(language ? octets.subarray(2) : octets));
}

/** With the character set "GSM" a modem writes septets as octets; where those have another meaning as ASCII, letters are likelier. */
function readPlain(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- the control codes of ASCII are letters of the GSM alphabet
    /[\x01-\x09\x0b\x0c\x0e-\x1a\x1c-\x1f\x5b-\x5e\x60\x7b-\x7f]/g,
    (it) => defaultAlphabet.charAt(it.charCodeAt(0)),
  );
}
