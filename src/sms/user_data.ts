import { type Alphabet, alphabetOf } from "./alphabet.ts";
import { septetsOf } from "./gsm7.ts";
import { charsetOf } from "./national_language.ts";
import type { OctetReader } from "./octets.ts";
import { packedLength, packSeptets, unpackSeptets } from "./septets.ts";
import { SmsError } from "./sms_error.ts";
import { octetsOfUtf16, utf16Of, utf16OfOctets } from "./ucs2.ts";
import {
  decodeHeader,
  encodeHeader,
  type InformationElement,
  nationalShiftOf,
} from "./user_data_header.ts";

/** What a TPDU carries. TS 23.040 §9.2.3.24. */
export interface UserData {
  readonly alphabet: Alphabet | "data";
  /** The header's elements; empty without a header. */
  readonly elements: readonly InformationElement[];
  /**
   * Septets, UTF-16 units or octets, by `alphabet`, and not text: other senders split pairs between segments, so the
   * units of all segments are joined before they are read (`joinSegments`).
   */
  readonly units: Uint16Array;
  /** Whether fewer octets came than the length announced. */
  readonly truncated: boolean;
}

/** The octets of user data in one TPDU, header included. */
export const maxUserDataOctets = 140;

/** The units that fit beside a header of so many octets (its length octet included; 0 without one). */
export function unitCapacity(
  alphabet: UserData["alphabet"],
  headerOctets: number,
): number {
  const octets = maxUserDataOctets - headerOctets;
  switch (alphabet) {
    case "gsm7":
      return Math.floor(octets * 8 / 7);
    case "ucs2":
      return Math.floor(octets / 2);
    case "data":
      return octets;
    default:
      return alphabet satisfies never;
  }
}

/**
 * Writes a text as user data, in the alphabet it needs unless told otherwise; a national shift among the elements is
 * heeded.
 *
 * @throws {SmsError} code `alphabet` when the text does not fit the alphabet asked for.
 */
export function userDataOf(
  text: string,
  { alphabet = alphabetOf(text), elements = [] }: {
    readonly alphabet?: Alphabet;
    readonly elements?: readonly InformationElement[];
  } = {},
): UserData {
  const units = alphabet === "gsm7"
    ? septetsOf(text, charsetOf(nationalShiftOf(elements)))
    : utf16Of(text);
  return { alphabet, elements, units, truncated: false };
}

/**
 * Writes TP-UDL and TP-UD.
 *
 * @throws {SmsError} code `too_long` beyond 140 octets.
 */
export function encodeUserData(userData: UserData): Uint8Array {
  const header = encodeHeader(userData.elements);
  const { length, octets } = userData.alphabet === "gsm7"
    ? encodeSeptets(userData.units, header)
    : encodeOctets(userData, header);
  if (octets.length > maxUserDataOctets) {
    throw new SmsError(
      "too_long",
      `User data takes ${octets.length} octets of ${maxUserDataOctets}: split the text into more segments`,
    );
  }
  return Uint8Array.of(length, ...octets);
}

/** Reads TP-UDL and TP-UD, which end a TPDU: lenient when the length claims more than is there, deaf to any surplus. */
export function readUserData(
  reader: OctetReader,
  { alphabet, hasHeader }: {
    readonly alphabet: UserData["alphabet"];
    readonly hasHeader: boolean;
  },
): UserData {
  const length = reader.octet("TP-UDL");
  const claimed = alphabet === "gsm7" ? packedLength(length) : length;
  const present = reader.rest();
  const octets = present.slice(0, claimed);
  const header = hasHeader ? decodeHeader(octets) : { elements: [], length: 0 };
  const units = alphabet === "gsm7"
    ? unpackSeptets(octets, { first: septetsIn(header.length), end: length })
    : decodeOctets(octets.slice(header.length), alphabet);
  const truncated = present.length < claimed;
  return { alphabet, elements: header.elements, units, truncated };
}

interface EncodedUnits {
  /** TP-UDL: septets or octets. */
  readonly length: number;
  readonly octets: Uint8Array;
}

/** Text starts at the first whole septet after the header, so the fill bits between them need no arithmetic of their own. */
function encodeSeptets(
  septets: Uint16Array,
  header: readonly number[],
): EncodedUnits {
  const first = septetsIn(header.length);
  const octets = packSeptets(septets, first);
  octets.set(header);
  return { length: first + septets.length, octets };
}

function encodeOctets(
  { alphabet, units }: UserData,
  header: readonly number[],
): EncodedUnits {
  const body = alphabet === "ucs2" ? octetsOfUtf16(units) : units;
  const octets = Uint8Array.of(...header, ...body);
  return { length: octets.length, octets };
}

function decodeOctets(
  octets: Uint8Array,
  alphabet: "ucs2" | "data",
): Uint16Array {
  return alphabet === "ucs2" ? utf16OfOctets(octets) : Uint16Array.from(octets);
}

function septetsIn(octets: number): number {
  return Math.ceil(octets * 8 / 7);
}
