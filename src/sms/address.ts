import { septetCount, septetsOf, textOfSeptets } from "./gsm7.ts";
import { type OctetReader, swapped } from "./octets.ts";
import { packSeptets, unpackSeptets } from "./septets.ts";
import { SmsError } from "./sms_error.ts";

/** Who sends or receives, or the SMSC. TS 23.040 §9.1.2.5. */
export interface Address {
  /** `+491711234567` when international, else digits as dialled, or a name when alphanumeric. */
  readonly text: string;
  /** The type-of-address octet: 0x80, type of number in bits 6 to 4, numbering plan in bits 3 to 0. */
  readonly typeOfAddress: number;
}

/** Type-of-address: E.164 with country code. */
export const internationalNumber = 0x91;
/** Type-of-address: only the network knows, such as a short code. */
export const unknownNumber = 0x81;
/** Type-of-address: a name in 7-bit characters; senders only. */
export const alphanumericName = 0xd0;

const digits = "0123456789*#abc";
const numberShape = /^\+?[0-9*#abc]{1,20}$/;
const dialableShape = /^\+?[0-9]+$/;
const nameSeptets = 11;

/** The address of a phone number; a short code sent as international is refused by networks, so it goes as unknown. */
export function addressOf(number: string): Address {
  const typeOfAddress = number.startsWith("+")
    ? internationalNumber
    : unknownNumber;
  return { text: number, typeOfAddress };
}

/** Whether an address is a plain number; a name is not, nor one that a modem garbled. */
export function isDialable(address: Address): boolean {
  return !isName(address.typeOfAddress) && dialableShape.test(address.text);
}

/**
 * Writes TP-DA, TP-OA or TP-RA: the count of semi-octets, type and value.
 *
 * @throws {SmsError} code `address` when it is no number of 1 to 20 digits, nor a name of at most 11 characters.
 */
export function encodeAddress(address: Address): readonly number[] {
  const { text, typeOfAddress } = address;
  if (isName(typeOfAddress)) {
    const packed = encodeName(text);
    return [Math.ceil(packed.septets * 7 / 4), typeOfAddress, ...packed.octets];
  }
  const semiOctets = encodeNumber(text);
  return [text.replace("+", "").length, typeOfAddress, ...semiOctets];
}

/** Reads an address written by `encodeAddress`; never fails, but a garbled number is not dialable. */
export function decodeAddress(reader: OctetReader, field: string): Address {
  const count = reader.octet(field);
  const typeOfAddress = reader.octet(field);
  const octets = reader.take(Math.ceil(count / 2), field);
  const text = isName(typeOfAddress)
    ? decodeName(octets, count)
    : decodeNumber(octets, { count, typeOfAddress });
  return { text, typeOfAddress };
}

/** Writes the SMSC's address, which counts octets instead of digits; none lets the SIM's own be used. TS 27.005 §3.1. */
export function encodeServiceCentre(
  address: Address | undefined,
): readonly number[] {
  if (!address) return [0];
  const semiOctets = encodeNumber(address.text);
  return [semiOctets.length + 1, address.typeOfAddress, ...semiOctets];
}

/** Reads the SMSC's address; undefined when the PDU leaves it to the SIM. */
export function decodeServiceCentre(reader: OctetReader): Address | undefined {
  const length = reader.octet("SCA");
  if (length === 0) return undefined;
  const typeOfAddress = reader.octet("SCA");
  const octets = reader.take(length - 1, "SCA");
  const count = octets.length * 2;
  return {
    text: decodeNumber(octets, { count, typeOfAddress }),
    typeOfAddress,
  };
}

function isName(typeOfAddress: number): boolean {
  return typeOfNumber(typeOfAddress) === typeOfNumber(alphanumericName);
}

function typeOfNumber(typeOfAddress: number): number {
  return typeOfAddress >> 4 & 0x07;
}

function encodeName(text: string): { septets: number; octets: Uint8Array } {
  const septets = septetCount(text);
  if (septets === undefined || septets > nameSeptets) {
    throw new SmsError(
      "address",
      `Sender name "${text}" cannot be sent: use at most ${nameSeptets} characters of the GSM alphabet`,
    );
  }
  return { septets, octets: packSeptets(septetsOf(text)) };
}

function decodeName(octets: Uint8Array, semiOctets: number): string {
  const end = Math.floor(semiOctets * 4 / 7);
  return textOfSeptets(unpackSeptets(octets, { first: 0, end }));
}

function encodeNumber(text: string): readonly number[] {
  if (!numberShape.test(text)) {
    throw new SmsError(
      "address",
      `Number "${text}" cannot be dialled: give 1 to 20 digits, with a plus sign when international`,
    );
  }
  const codes = [...text.replace("+", "")].map((digit) =>
    digits.indexOf(digit)
  );
  if (codes.length % 2 === 1) codes.push(0x0f);
  const octets: number[] = [];
  for (let index = 0; index < codes.length; index += 2) {
    octets.push((codes[index + 1] ?? 0x0f) << 4 | (codes[index] ?? 0x0f));
  }
  return octets;
}

function decodeNumber(
  octets: Uint8Array,
  { count, typeOfAddress }: { count: number; typeOfAddress: number },
): string {
  let text = "";
  for (const octet of octets) {
    const pair = swapped(octet);
    // 0xF is the filler of an odd count; charAt() turns it into nothing.
    text += digits.charAt(pair >> 4) + digits.charAt(pair & 0x0f);
  }
  text = text.slice(0, count);
  const international =
    typeOfNumber(typeOfAddress) === typeOfNumber(internationalNumber);
  return international && text !== "" ? "+" + text : text;
}
