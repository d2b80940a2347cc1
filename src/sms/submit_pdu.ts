import {
  type Address,
  decodeAddress,
  decodeServiceCentre,
  encodeAddress,
  encodeServiceCentre,
} from "./address.ts";
import { decodeDcs, encodeDcs } from "./dcs.ts";
import type { OctetReader } from "./octets.ts";
import {
  bitsOf,
  type Decoded,
  decodePdu,
  firstOctetBits,
  framePdu,
  malformed,
  type Pdu,
} from "./tpdu.ts";
import { encodeUserData, readUserData, type UserData } from "./user_data.ts";
import {
  encodeValidity,
  readValidity,
  validityFormat,
  type ValidityPeriod,
} from "./validity_period.ts";

/** A message on its way to the SMSC: an SMS-SUBMIT. TS 23.040 §9.2.2.2. */
export interface SubmitTpdu {
  /** The SMSC, or undefined for the SIM's own. */
  readonly serviceCentre: Address | undefined;
  /** TP-RD. */
  readonly rejectDuplicates: boolean;
  /** TP-SRR: whether a status report is asked for. */
  readonly statusReport: boolean;
  /** TP-RP. */
  readonly replyPath: boolean;
  /** TP-MR; modems put their own in its place and tell it in `+CMGS`. */
  readonly messageReference: number;
  /** TP-DA. */
  readonly recipient: Address;
  /** TP-PID. */
  readonly protocolIdentifier: number;
  /** TP-DCS. */
  readonly dataCoding: number;
  readonly validity: ValidityPeriod;
  readonly userData: UserData;
}

/** What must be said of a SUBMIT; all else has the usual default: no flags, 0, the network's validity. */
export type SubmitFields =
  & Pick<SubmitTpdu, "recipient" | "userData">
  & Partial<SubmitTpdu>;

/** A SUBMIT as `+CMGS` takes it. */
export type SubmitPdu = Pdu;

const submitType = 0x01;

/**
 * Writes a SUBMIT.
 *
 * @throws {SmsError} code `address` or `too_long`.
 */
export function encodeSubmit(fields: SubmitFields): SubmitPdu {
  const { userData, validity = { kind: "default" } } = fields;
  const firstOctet = submitType | validityFormat(validity) | bitsOf([
    [firstOctetBits.rejectDuplicates, fields.rejectDuplicates ?? false],
    [firstOctetBits.statusReport, fields.statusReport ?? false],
    [firstOctetBits.header, userData.elements.length > 0],
    [firstOctetBits.replyPath, fields.replyPath ?? false],
  ]);
  return framePdu(encodeServiceCentre(fields.serviceCentre), [
    firstOctet,
    fields.messageReference ?? 0,
    ...encodeAddress(fields.recipient),
    fields.protocolIdentifier ?? 0,
    fields.dataCoding ?? encodeDcs(userData.alphabet),
    ...encodeValidity(validity),
    ...encodeUserData(userData),
  ]);
}

/**
 * Reads a SUBMIT.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const decoded = decodeSubmit("0011000B916407281553F80000AA0AE8329BFD4697D9EC37");
 * assert.ok(decoded.kind === "ok");
 * assert.equal(decoded.tpdu.recipient.text, "+46708251358");
 * ```
 */
export function decodeSubmit(hex: string): Decoded<SubmitTpdu> {
  return decodePdu(hex, "SUBMIT", readSubmit);
}

function readSubmit(reader: OctetReader): Decoded<SubmitTpdu> {
  const serviceCentre = decodeServiceCentre(reader);
  const firstOctet = reader.octet("first octet");
  if ((firstOctet & 0x03) !== submitType) {
    return malformed("Not a SUBMIT: its message type says otherwise");
  }
  const messageReference = reader.octet("TP-MR");
  const recipient = decodeAddress(reader, "TP-DA");
  const protocolIdentifier = reader.octet("TP-PID");
  const dataCoding = reader.octet("TP-DCS");
  const validity = readValidity(reader, firstOctet);
  const userData = readUserData(reader, {
    alphabet: decodeDcs(dataCoding).alphabet,
    hasHeader: (firstOctet & firstOctetBits.header) !== 0,
  });
  const tpdu: SubmitTpdu = {
    serviceCentre,
    rejectDuplicates: (firstOctet & firstOctetBits.rejectDuplicates) !== 0,
    statusReport: (firstOctet & firstOctetBits.statusReport) !== 0,
    replyPath: (firstOctet & firstOctetBits.replyPath) !== 0,
    messageReference,
    recipient,
    protocolIdentifier,
    dataCoding,
    validity,
    userData,
  };
  return { kind: "ok", tpdu };
}
