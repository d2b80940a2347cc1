import { createHash } from "node:crypto";
import {
  type Concatenation,
  concatenationOf,
  decodeDeliver,
  decodeStatusReport,
  decodeSubmit,
  type DeliverTpdu,
  isDialable,
  statusClassOf,
  statusText,
} from "../sms/mod.ts";
import type { ModemReport } from "./driver.ts";

/** One segment of an SMS that has come, or a whole SMS of one segment. */
export interface ReceivedSegment {
  readonly kind: "segment";
  /** A number as the network wrote it, or a name. */
  readonly sender: string;
  /** TP-SCTS: when the service centre took it, by its own clock; undefined when that is garbage. Wall milliseconds. */
  readonly sentAt: number | undefined;
  /** Its place in a longer SMS. */
  readonly concatenation: Concatenation | undefined;
  /** The whole PDU, as the modem wrote it. */
  readonly pdu: string;
  /** The same for the same segment, by whatever way and however often it comes: of TP-OA, TP-SCTS, TP-DCS and TP-UD. */
  readonly fingerprint: string;
  readonly receivedAt: number;
}

/** What a modem gave as an SMS and nobody can read; kept as it is. */
export interface ReceivedRaw {
  readonly kind: "unreadable";
  readonly pdu: string;
  readonly reason: string;
  readonly fingerprint: string;
  readonly receivedAt: number;
}

/** A status report that has come. */
export interface ReceivedReport {
  readonly kind: "report";
  readonly report: Omit<ModemReport, "modem">;
}

/** What a modem has received. */
export type ReceivedSms = ReceivedSegment | ReceivedRaw | ReceivedReport;

/** Reads what came as an SMS; `outgoing` is one of the modem's owner, a draft or a copy of one that was sent. */
export function readReceived(
  pdu: string,
  receivedAt: number,
): ReceivedSms | { readonly kind: "outgoing" } {
  // Before DELIVER: it says what it is by two moments in their places, also where the SMSC's length octet is missing.
  const report = decodeStatusReport(pdu);
  if (report.kind === "ok") {
    return { kind: "report", report: reportOf(report.tpdu, receivedAt) };
  }
  const deliver = decodeDeliver(pdu);
  if (deliver.kind === "ok") return segmentOf(deliver.tpdu, pdu, receivedAt);
  if (decodeSubmit(pdu).kind === "ok") return { kind: "outgoing" };
  const fingerprint = hashOf(["unreadable", pdu]);
  const { reason } = deliver;
  return { kind: "unreadable", pdu, reason, fingerprint, receivedAt };
}

/** Whether a PDU makes sense to its end. */
export function isSound(pdu: string): boolean {
  const deliver = decodeDeliver(pdu);
  if (deliver.kind === "ok") return !deliver.tpdu.userData.truncated;
  return readReceived(pdu, 0).kind !== "unreadable";
}

function segmentOf(
  tpdu: DeliverTpdu,
  pdu: string,
  receivedAt: number,
): ReceivedSegment {
  const concatenation = concatenationOf(tpdu.userData.elements);
  return {
    kind: "segment",
    sender: tpdu.originator.text,
    sentAt: tpdu.serviceCentreTime.epochMs,
    concatenation,
    pdu,
    fingerprint: fingerprintOf(tpdu),
    receivedAt,
  };
}

/** The service centre's address is not in it: segments and repeats may come through different ones. */
function fingerprintOf(tpdu: DeliverTpdu): string {
  const { originator, serviceCentreTime, dataCoding, userData } = tpdu;
  return hashOf([
    originator,
    [...serviceCentreTime.octets],
    dataCoding,
    userData.elements,
    [...userData.units],
  ]);
}

function hashOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url")
    .slice(0, 22);
}

function reportOf(
  tpdu: Extract<ReturnType<typeof decodeStatusReport>, { kind: "ok" }>["tpdu"],
  receivedAt: number,
): ReceivedReport["report"] {
  const { messageReference, recipient, serviceCentreTime, status } = tpdu;
  return {
    reference: messageReference,
    recipient: isDialable(recipient) ? recipient.text : undefined,
    outcome: outcomeOf(status),
    reason: statusText(status),
    sentAt: serviceCentreTime.epochMs,
    receivedAt,
  };
}

/** A message that was only forwarded is not delivered, and no later report tells: it stays as it is. */
function outcomeOf(status: number): ModemReport["outcome"] {
  const means = statusClassOf(status);
  return means === "forwarded" ? "trying" : means;
}
