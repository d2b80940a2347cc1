import { hexOf, OctetReader, octetsOf } from "./octets.ts";

/** What a decoder made of a PDU; decoders never throw, because a modem may say anything. */
export type Decoded<Tpdu> =
  | { readonly kind: "ok"; readonly tpdu: Tpdu }
  | Malformed;

/** A PDU that is not what it was taken for. */
export interface Malformed {
  readonly kind: "malformed";
  readonly reason: string;
}

/** A PDU as AT commands carry it. TS 27.005 §4.3. */
export interface Pdu {
  /** Upper-case hexadecimal, the SMSC's address included. */
  readonly hex: string;
  /** Octets of the TPDU, without the SMSC's address: the `+CMGS` argument. */
  readonly length: number;
}

/** The TPDUs that cross a modem's line; TP-MTI in bits 1 and 0 of the first octet. TS 23.040 §9.2.3.1. */
export type TpduName = "SUBMIT" | "DELIVER" | "STATUS-REPORT";

/** Bits of the first octet. TS 23.040 §9.2.3; one bit may mean different things in different TPDUs. */
export const firstOctetBits = {
  /** TP-RD of SUBMIT: refuse a message with the same reference and recipient. */
  rejectDuplicates: 0x04,
  /** TP-MMS of DELIVER and STATUS-REPORT, inverted: no more messages wait. */
  noMoreMessages: 0x04,
  /** TP-SRR of SUBMIT, TP-SRI of DELIVER. */
  statusReport: 0x20,
  /** TP-UDHI. */
  header: 0x40,
  /** TP-RP. */
  replyPath: 0x80,
} as const;

/** Joins bits for which the condition holds. */
export function bitsOf(
  bits: readonly (readonly [bit: number, isSet: boolean])[],
): number {
  return bits.reduce((sum, [bit, isSet]) => isSet ? sum | bit : sum, 0);
}

/** Puts the SMSC's address and a TPDU together. */
export function framePdu(
  serviceCentre: readonly number[],
  tpdu: readonly number[],
): Pdu {
  return { hex: hexOf(serviceCentre) + hexOf(tpdu), length: tpdu.length };
}

/** Opens a PDU for reading and hands it to `read`, whose result counts unless it read past the end. */
export function decodePdu<Tpdu>(
  hex: string,
  name: TpduName,
  read: (reader: OctetReader) => Decoded<Tpdu>,
): Decoded<Tpdu> {
  const octets = octetsOf(hex);
  if (!octets) return malformed(`${name} is not hexadecimal`);
  const reader = new OctetReader(octets);
  const decoded = read(reader);
  return reader.missing === undefined ? decoded : malformed(
    `${name} of ${octets.length} octets ends inside ${reader.missing}`,
  );
}

/** Says why a PDU could not be read. */
export function malformed(reason: string): Malformed {
  return { kind: "malformed", reason };
}
