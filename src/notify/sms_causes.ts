/**
 * Why an SMS does not arrive, in words for the person who mailed it, and as RFC 3463 counts it. The causes are known by the words of
 * TS 23.040 §9.2.3.15 (TP-ST) and TS 27.005 §3.2.5 (+CMS ERROR), as the reasons in the queue have them.
 *
 * @module
 */

/** What the sender may do. */
export type Advice = "number" | "person" | "again" | "operator";

/** A cause, understood. */
export interface Cause {
  /** The enhanced status code without its class, such as "1.1". RFC 3463 §3. */
  readonly detail: string;
  /** Whether it lasts (class 5) or may be over when it is tried again (class 4). */
  readonly lasting: boolean;
  /** A sentence without its full stop; "{time}" stands for how long the network tried. */
  readonly sentence: string;
  readonly advice: Advice;
}

type Row = readonly [
  words: string,
  status: `${4 | 5}.${number}.${number}`,
  sentence: string,
  advice: Advice,
];

const unknown = "Nobody has this number";
const barred = "The network does not let this gateway send to this number";
const congested = "The network was congested";
const noNetwork = "The gateway had no mobile network";
const sim = "The gateway's SIM card could not be used";

/** The first whose words are in the reason counts. */
const rows: readonly Row[] = [
  // Of the phone.
  [
    "the validity period expired",
    "4.4.7",
    "The phone has been switched off or out of reach for {time}, and the network has given up",
    "person",
  ],
  [
    "the phone does not answer",
    "4.4.1",
    "The phone does not answer: it is switched off or out of reach",
    "person",
  ],
  [
    "destination out of service",
    "4.4.1",
    "The phone is switched off or out of reach",
    "person",
  ],
  ["the phone is busy", "4.4.1", "The phone was busy", "again"],
  [
    "the phone has an error",
    "4.2.0",
    "The phone could not store the SMS",
    "person",
  ],
  [
    "memory capacity exceeded",
    "4.2.2",
    "The memory of the phone is full",
    "person",
  ],
  ["the phone rejected it", "5.2.1", "The phone refused the SMS", "person"],
  [
    "the destination is incompatible",
    "5.6.1",
    "This number does not take SMS",
    "number",
  ],
  // Of the number.
  ["the number is not obtainable", "5.1.1", unknown, "number"],
  ["unassigned number", "5.1.1", unknown, "number"],
  ["unidentified subscriber", "5.1.1", unknown, "number"],
  ["unknown subscriber", "5.1.1", unknown, "number"],
  ["unknown number", "5.1.1", unknown, "number"],
  ["invalid sme address", "5.1.3", "This is no number to send to", "number"],
  ["destination sme barred", "5.7.1", barred, "number"],
  ["operator determined barring", "5.7.1", barred, "operator"],
  ["call barred", "5.7.1", barred, "operator"],
  ["short message transfer rejected", "5.7.1", barred, "operator"],
  // Of the network.
  [
    "no interworking with the recipient's network",
    "5.4.4",
    "There is no way into the network of this number",
    "number",
  ],
  ["the network is congested", "4.4.5", congested, "again"],
  ["congestion", "4.4.5", congested, "again"],
  ["resources unavailable", "4.4.5", congested, "again"],
  ["service centre busy", "4.4.5", congested, "again"],
  [
    "service centre system failure",
    "4.4.0",
    "The network had a failure",
    "again",
  ],
  ["temporary failure", "4.4.0", "The network had a passing failure", "again"],
  [
    "the service was rejected",
    "4.4.0",
    "The network refused it this time",
    "again",
  ],
  [
    "the quality of service is not available",
    "4.4.0",
    "The network could not do it this time",
    "again",
  ],
  ["a remote procedure failed", "5.4.0", "The network had a failure", "again"],
  ["its sender deleted it", "5.3.0", "It was withdrawn", "operator"],
  ["the service centre deleted it", "5.4.0", "The network dropped it", "again"],
  [
    "the service centre does not know it",
    "5.4.0",
    "The network has lost it",
    "again",
  ],
  ["the network gave up", "5.4.0", "The network has given up", "person"],
  ["network out of order", "4.4.2", noNetwork, "operator"],
  ["no network service", "4.4.2", noNetwork, "operator"],
  ["network timeout", "4.4.2", noNetwork, "operator"],
  // Of the gateway.
  [
    "requested facility not subscribed",
    "5.3.5",
    "The gateway's SIM card may not send this, or has no credit",
    "operator",
  ],
  ["check the sim", "4.3.5", sim, "operator"],
  ["sim not inserted", "4.3.5", sim, "operator"],
  ["sim pin required", "4.3.5", sim, "operator"],
  [
    "its number is on the deny list",
    "5.7.1",
    "Whoever has this number wants no SMS from the gateway (deny list)",
    "person",
  ],
  [
    "cancelled by the operator",
    "5.3.0",
    "The operator of the gateway has cancelled it",
    "operator",
  ],
];

/** Finds the cause that a reason of the queue names; undefined when it names none that is known. */
export function causeOf(reason: string): Cause | undefined {
  const words = reason.toLowerCase();
  const row = rows.find(([needle]) => words.includes(needle));
  if (row === undefined) return undefined;
  const [, status, sentence, advice] = row;
  return {
    detail: status.slice(2),
    lasting: status.startsWith("5"),
    sentence,
    advice,
  };
}
