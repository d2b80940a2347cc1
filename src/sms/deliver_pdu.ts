import {
  type Address,
  decodeAddress,
  decodeServiceCentre,
  encodeAddress,
  encodeServiceCentre,
} from "./address.ts";
import { decodeDcs, encodeDcs } from "./dcs.ts";
import type { OctetReader } from "./octets.ts";
import { readTimestamp, type Timestamp } from "./timestamp.ts";
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

/** A message from the SMSC to this phone: an SMS-DELIVER. TS 23.040 §9.2.2.1. */
export interface DeliverTpdu {
  /** The SMSC; the segments of one message may come through different ones. */
  readonly serviceCentre: Address | undefined;
  /** TP-MMS: whether more messages wait at the SMSC. */
  readonly moreMessages: boolean;
  /** TP-SRI: whether the sender gets a status report. */
  readonly statusReport: boolean;
  /** TP-RP. */
  readonly replyPath: boolean;
  /** TP-OA. */
  readonly originator: Address;
  /** TP-PID; any value is accepted. */
  readonly protocolIdentifier: number;
  /** TP-DCS. */
  readonly dataCoding: number;
  /** TP-SCTS: when the SMSC got the message, if its clock can be trusted. */
  readonly serviceCentreTime: Timestamp;
  readonly userData: UserData;
}

/** What must be said of a DELIVER; all else has the usual default: no flags, 0, no SMSC. */
export type DeliverFields =
  & Pick<DeliverTpdu, "originator" | "serviceCentreTime" | "userData">
  & Partial<DeliverTpdu>;

const deliverType = 0x00;
const reservedType = 0x03;

/**
 * Writes a DELIVER.
 *
 * @throws {SmsError} code `address` or `too_long`.
 */
export function encodeDeliver(fields: DeliverFields): Pdu {
  const { userData } = fields;
  const firstOctet = deliverType | bitsOf([
    [firstOctetBits.noMoreMessages, !fields.moreMessages],
    [firstOctetBits.statusReport, fields.statusReport ?? false],
    [firstOctetBits.header, userData.elements.length > 0],
    [firstOctetBits.replyPath, fields.replyPath ?? false],
  ]);
  return framePdu(encodeServiceCentre(fields.serviceCentre), [
    firstOctet,
    ...encodeAddress(fields.originator),
    fields.protocolIdentifier ?? 0,
    fields.dataCoding ?? encodeDcs(userData.alphabet),
    ...fields.serviceCentreTime.octets,
    ...encodeUserData(userData),
  ]);
}

/** Reads a DELIVER. */
export function decodeDeliver(hex: string): Decoded<DeliverTpdu> {
  return decodePdu(hex, "DELIVER", readDeliver);
}

function readDeliver(reader: OctetReader): Decoded<DeliverTpdu> {
  const serviceCentre = decodeServiceCentre(reader);
  const firstOctet = reader.octet("first octet");
  const type = firstOctet & 0x03;
  // The reserved type is to be read as DELIVER. TS 23.040 §9.2.3.1.
  if (type !== deliverType && type !== reservedType) {
    return malformed("Not a DELIVER: its message type says otherwise");
  }
  const originator = decodeAddress(reader, "TP-OA");
  const protocolIdentifier = reader.octet("TP-PID");
  const dataCoding = reader.octet("TP-DCS");
  const serviceCentreTime = readTimestamp(reader, "TP-SCTS");
  const userData = readUserData(reader, {
    alphabet: decodeDcs(dataCoding).alphabet,
    hasHeader: (firstOctet & firstOctetBits.header) !== 0,
  });
  const tpdu: DeliverTpdu = {
    serviceCentre,
    moreMessages: (firstOctet & firstOctetBits.noMoreMessages) === 0,
    statusReport: (firstOctet & firstOctetBits.statusReport) !== 0,
    replyPath: (firstOctet & firstOctetBits.replyPath) !== 0,
    originator,
    protocolIdentifier,
    dataCoding,
    serviceCentreTime,
    userData,
  };
  return { kind: "ok", tpdu };
}
