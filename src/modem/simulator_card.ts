import { concatenationOf, decodeDeliver, type Pdu } from "../sms/mod.ts";

/** An SMS in a SIM's memory. */
export interface StoredSms {
  readonly pdu: Pdu;
  /** Whether `+CMGL` or `+CMGR` has shown it. */
  readonly read: boolean;
  /** Whether it is the owner's own: a copy of an SMS that was sent. */
  readonly outgoing?: boolean;
}

const pukTries = 10;
const pinTries = 3;

/**
 * A SIM: it outlives the power and the port of the modem that it is in, so its tries, its last reference and the SMS in
 * its memory are still there after a restart.
 */
export class SimCard {
  /** The serial number of the card and of its subscriber; made from its name, so that it is always the same. */
  readonly iccid: string;
  readonly imsi: string;
  /** Its phone number, likewise: one of those that North America keeps for fiction, so that it is nobody's. */
  readonly number: string;
  readonly capacity: number;
  readonly #deletesTogether: boolean;
  readonly #messages = new Map<number, StoredSms>();
  #pin: string;
  #puk: string;
  #pinTriesLeft = pinTries;
  #pukTriesLeft = pukTries;
  #unlocked: boolean;
  #reference: number;
  #present = true;

  constructor(
    /** Which card this is: phones see it as one sender. */
    readonly name: string,
    {
      pin = "",
      puk = "12345678",
      lastReference = 255,
      capacity = 20,
      deletesTogether = false,
    }: {
      /** Whether all segments of an SMS go with the first that is deleted, as in a SIM600. */
      readonly deletesTogether?: boolean;
      /** SMS that its memory holds. */
      readonly capacity?: number;
      readonly pin?: string;
      readonly puk?: string;
      /** TP-MR of the last SMS sent, 0 to 255. */
      readonly lastReference?: number;
    } = {},
  ) {
    const digits = digitsOf(name, 10);
    this.iccid = `8949${digits}00000`;
    this.imsi = `00101${digits}`;
    this.number = fictionalNumber(Number(digits));
    this.capacity = capacity;
    this.#deletesTogether = deletesTogether;
    this.#pin = pin;
    this.#puk = puk;
    this.#unlocked = pin === "";
    this.#reference = lastReference;
  }

  /** What `+CPIN?` says. TS 27.007 §8.3. */
  get state(): "READY" | "SIM PIN" | "SIM PUK" | "NOT INSERTED" {
    if (!this.#present) return "NOT INSERTED";
    if (this.#pinTriesLeft === 0) return "SIM PUK";
    return this.#unlocked ? "READY" : "SIM PIN";
  }

  /** Whether it is in its modem. */
  get present(): boolean {
    return this.#present;
  }

  /** Takes it out of its modem, or puts it back; a modem that runs must be told by `Simulator.noticeCard`. */
  setPresent(present: boolean): void {
    this.#present = present;
    this.powerUp();
  }

  /** PINs that may still be tried. */
  get pinTriesLeft(): number {
    return this.#pinTriesLeft;
  }

  /** The power was off: it asks for its PIN again. */
  powerUp(): void {
    this.#unlocked = this.#pin === "";
  }

  /** Tries a PIN; the third wrong one in a row locks the card. */
  enterPin(pin: string): boolean {
    if (pin !== this.#pin) {
      this.#pinTriesLeft -= 1;
      return false;
    }
    this.#pinTriesLeft = pinTries;
    this.#unlocked = true;
    return true;
  }

  /** Tries a PUK and sets a new PIN; a card whose PUK tries are used up stays locked. */
  enterPuk(puk: string, newPin: string): boolean {
    if (this.#pukTriesLeft === 0 || puk !== this.#puk) {
      this.#pukTriesLeft = Math.max(0, this.#pukTriesLeft - 1);
      return false;
    }
    this.#pukTriesLeft = pukTries;
    this.#pin = newPin;
    return this.enterPin(newPin);
  }

  /** The TP-MR of the next SMS: 0 to 255, round and round. */
  nextReference(): number {
    this.#reference = (this.#reference + 1) % 256;
    return this.#reference;
  }

  /** The SMS in memory by their places, counted from 1. */
  get messages(): ReadonlyMap<number, StoredSms> {
    return this.#messages;
  }

  /** Puts an SMS into the first free place and tells which; undefined when the memory is full. */
  store(pdu: Pdu, outgoing = false): number | undefined {
    for (let place = 1; place <= this.capacity; place++) {
      if (this.#messages.has(place)) continue;
      this.#messages.set(place, { pdu, read: false, outgoing });
      return place;
    }
    return undefined;
  }

  /** Marks an SMS as read. */
  markRead(place: number): void {
    const message = this.#messages.get(place);
    if (message) this.#messages.set(place, { ...message, read: true });
  }

  /** Clears a place; tells whether there was an SMS. */
  delete(place: number): boolean {
    const message = this.#messages.get(place);
    if (message === undefined) return false;
    const of = this.#deletesTogether ? messageOf(message.pdu) : undefined;
    for (const [each, { pdu }] of this.#messages) {
      if (each === place || of !== undefined && messageOf(pdu) === of) {
        this.#messages.delete(each);
      }
    }
    return true;
  }
}

/** Which SMS a segment is of; undefined for one that is whole. */
function messageOf({ hex }: Pdu): string | undefined {
  const decoded = decodeDeliver(hex);
  if (decoded.kind !== "ok") return undefined;
  const { originator, userData } = decoded.tpdu;
  const { reference, total } = concatenationOf(userData.elements) ?? {};
  return total === undefined
    ? undefined
    : `${originator.text} ${reference} ${total}`;
}

/** 555-0100 to 555-0199 of any area code: no real modem that is sent there reaches anybody (ATIS-0300115 §1.2.6). */
function fictionalNumber(seed: number): string {
  const areas = 790;
  const area = 200 + seed % areas;
  const line = Math.floor(seed / areas) % 100;
  return `+1${area}55501${String(line).padStart(2, "0")}`;
}

/** So many decimal digits that depend on the text alone (FNV-1a). */
export function digitsOf(text: string, count: number): string {
  let hash = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  }
  return String(hash).padStart(count, "0").slice(-count);
}
