import {
  type Address,
  addressOf,
  decodeSubmit,
  encodeDeliver,
  type Pdu,
  segmentMessage,
  type SubmitTpdu,
  timestampOf,
} from "../sms/mod.ts";

/** An SMS that somebody sends to a simulated modem. */
export interface IncomingSms {
  /** A number, or a name of up to eleven characters. */
  readonly from: string;
  readonly text: string;
  /** When the service centre took it, wall milliseconds. */
  readonly at: number;
  /** By which its segments are joined; 0 when left out. */
  readonly reference?: number;
  readonly referenceBits?: 8 | 16;
}

const alphanumeric = 0xd0;

/** The DELIVERs of an SMS, in order: to be shuffled, repeated or lost by whoever plays the network. */
export function deliversOf(sms: IncomingSms): readonly Pdu[] {
  const { from, text, at, reference = 0, referenceBits = 8 } = sms;
  // A DELIVER carries its user data as a SUBMIT does.
  const submits = segmentMessage(text, {
    recipient: "+10000",
    reference,
    referenceBits,
    flash: false,
    statusReport: false,
  });
  return submits.map(({ hex }) => {
    const submit = decodeSubmit(hex);
    if (submit.kind !== "ok") throw new Error(submit.reason);
    const { dataCoding, userData } = submit.tpdu;
    return encodeDeliver({
      originator: originatorOf(from),
      serviceCentreTime: timestampOf(at),
      dataCoding,
      userData,
    });
  });
}

/** A segment that a card of the network sent, as it reaches another one: joined by the same reference. */
function deliverOf({ at, tpdu }: SentSegment, from: string): Pdu {
  const { dataCoding, protocolIdentifier, userData } = tpdu;
  return encodeDeliver({
    originator: originatorOf(from),
    serviceCentreTime: timestampOf(at),
    protocolIdentifier,
    dataCoding,
    userData,
  });
}

/** One segment that a card has sent. */
export interface SentSegment {
  /** The card's name. */
  readonly sender: string;
  readonly tpdu: SubmitTpdu;
  /** When the service centre took it, wall milliseconds. */
  readonly at: number;
}

function originatorOf(from: string): Address {
  return /^\+?[0-9]+$/.test(from)
    ? addressOf(from)
    : { text: from, typeOfAddress: alphanumeric };
}

/** Takes one PDU; false when it cannot now. */
type Deliver = (pdu: Pdu) => boolean;

/** What the service centre of a simulated network keeps for each card until its modem can take it. */
export class ServiceCentre {
  readonly #waiting = new Map<string, Pdu[]>();
  readonly #modems = new Map<string, Deliver>();
  readonly #numbers = new Map<string, string>();

  /** A card is a subscriber of this network: SMS to its number reach it. The first with a number keeps it. */
  subscribe(card: string, number: string): void {
    if (!this.#numbers.has(number)) this.#numbers.set(number, card);
  }

  /** Hands a segment on to the card that has its recipient's number; nothing for the number of a phone. */
  forward(segment: SentSegment): void {
    const card = this.#numbers.get(segment.tpdu.recipient.text);
    if (card === undefined) return;
    const [from = segment.sender] =
      [...this.#numbers].find(([, name]) => name === segment.sender) ?? [];
    this.send(card, [deliverOf(segment, from)]);
  }

  /** Sends PDUs to a card, in this order; what it cannot take now waits. */
  send(card: string, pdus: readonly Pdu[]): void {
    this.#waiting.set(card, [...this.#waiting.get(card) ?? [], ...pdus]);
    this.retry(card);
  }

  /** How many wait for a card. */
  waiting(card: string): number {
    return this.#waiting.get(card)?.length ?? 0;
  }

  /** A modem with this card is there. */
  attach(card: string, deliver: Deliver): void {
    this.#modems.set(card, deliver);
    this.retry(card);
  }

  /** That modem is gone. */
  detach(card: string, deliver: Deliver): void {
    if (this.#modems.get(card) === deliver) this.#modems.delete(card);
  }

  /** There may be room now. */
  retry(card: string): void {
    const waiting = this.#waiting.get(card);
    const deliver = this.#modems.get(card);
    while (deliver !== undefined && waiting?.[0] !== undefined) {
      if (!deliver(waiting[0])) return;
      waiting.shift();
    }
  }
}
