import {
  type Address,
  decodeAddress,
  decodeServiceCentre,
  encodeAddress,
  encodeServiceCentre,
  isDialable,
} from "./address.ts";
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

/** What the SMSC says of an earlier SUBMIT: an SMS-STATUS-REPORT. TS 23.040 §9.2.2.3. */
export interface StatusReportTpdu {
  /** The SMSC; not always the one that took the message. */
  readonly serviceCentre: Address | undefined;
  /** TP-MMS: whether more messages wait at the SMSC. */
  readonly moreMessages: boolean;
  /** TP-MR: the SUBMIT's reference as `+CMGS` told it. */
  readonly messageReference: number;
  /** TP-RA; possibly in national form, and when not `isDialable` to be ignored. */
  readonly recipient: Address;
  /** TP-SCTS: when the SMSC got the message. */
  readonly serviceCentreTime: Timestamp;
  /** TP-DT: when it was delivered, or last tried. */
  readonly dischargeTime: Timestamp;
  /** TP-ST; `statusClassOf` and `statusText` say what it means. */
  readonly status: number;
}

/** What must be said of a STATUS-REPORT; no SMSC and no more messages by default. */
export type StatusReportFields =
  & Omit<StatusReportTpdu, "serviceCentre" | "moreMessages">
  & Partial<StatusReportTpdu>;

const statusReportType = 0x02;
const minDigits = 3;
const maxDigits = 20;

/**
 * Writes a STATUS-REPORT.
 *
 * @throws {SmsError} code `address`.
 */
export function encodeStatusReport(fields: StatusReportFields): Pdu {
  const firstOctet = statusReportType | bitsOf([
    [firstOctetBits.noMoreMessages, !fields.moreMessages],
  ]);
  return framePdu(encodeServiceCentre(fields.serviceCentre), [
    firstOctet,
    fields.messageReference,
    ...encodeAddress(fields.recipient),
    ...fields.serviceCentreTime.octets,
    ...fields.dischargeTime.octets,
    fields.status,
  ]);
}

/**
 * Reads a STATUS-REPORT; what may follow TP-ST is ignored. Some modems leave out the octet that counts the SMSC's
 * address: such a PDU makes no sense with it, so it is then read without.
 */
export function decodeStatusReport(hex: string): Decoded<StatusReportTpdu> {
  const whole = decodePdu(hex, "STATUS-REPORT", readWithServiceCentre);
  if (whole.kind === "ok" && isPlausible(whole.tpdu)) return whole;
  const bare = decodePdu(hex, "STATUS-REPORT", readStatusReport);
  return bare.kind === "ok" && isPlausible(bare.tpdu) ? bare : whole;
}

function readWithServiceCentre(reader: OctetReader): Decoded<StatusReportTpdu> {
  const serviceCentre = decodeServiceCentre(reader);
  return readStatusReport(reader, serviceCentre);
}

function readStatusReport(
  reader: OctetReader,
  serviceCentre?: Address,
): Decoded<StatusReportTpdu> {
  const firstOctet = reader.octet("first octet");
  if ((firstOctet & 0x03) !== statusReportType) {
    return malformed("Not a STATUS-REPORT: its message type says otherwise");
  }
  const tpdu: StatusReportTpdu = {
    serviceCentre,
    moreMessages: (firstOctet & firstOctetBits.noMoreMessages) === 0,
    messageReference: reader.octet("TP-MR"),
    recipient: decodeAddress(reader, "TP-RA"),
    serviceCentreTime: readTimestamp(reader, "TP-SCTS"),
    dischargeTime: readTimestamp(reader, "TP-DT"),
    status: reader.octet("TP-ST"),
  };
  return { kind: "ok", tpdu };
}

/** Whether the octets were read in the right places: shifted by an address, they hardly give numbers and two moments. */
function isPlausible(tpdu: StatusReportTpdu): boolean {
  const { recipient, serviceCentre = recipient } = tpdu;
  return [recipient, serviceCentre].every(isPlausibleNumber) &&
    tpdu.serviceCentreTime.epochMs !== undefined &&
    tpdu.dischargeTime.epochMs !== undefined;
}

function isPlausibleNumber(address: Address): boolean {
  return address.typeOfAddress >= 0x80 && isDialable(address) &&
    address.text.length >= minDigits && address.text.length <= maxDigits + 1;
}
