import {
  type Concatenation,
  concatenationOf,
  decodeDcs,
  joinSegments,
  replaceTypeOf,
  type SubmitTpdu,
  textOf,
} from "../sms/mod.ts";
import { ServiceCentre } from "./simulator_inbound.ts";

/** One SUBMIT that the simulated network took. */
export interface AcceptedSubmit {
  /** The card that sent it. */
  readonly sender: string;
  /** TP-MR. */
  readonly reference: number;
  readonly hex: string;
  readonly tpdu: SubmitTpdu;
  /** Wall milliseconds. */
  readonly at: number;
}

/** One segment as it reaches a phone. */
export interface ArrivedSegment {
  readonly sender: string;
  readonly recipient: string;
  /** This segment's own words, read alone. */
  readonly text: string;
  /** TP-MR, as `+CMGS` told it. */
  readonly reference: number;
  /** Its place among the segments of its message; undefined for a message of one. */
  readonly concatenation: Concatenation | undefined;
  /** Whether the phone already had it, and dropped it. */
  readonly duplicate: boolean;
  readonly pdu: string;
  readonly at: number;
}

/** One whole message as a phone shows it. */
export interface ArrivedMessage {
  readonly sender: string;
  readonly recipient: string;
  readonly text: string;
  readonly segments: number;
  readonly flash: boolean;
  /** 1 to 7: it takes the place of the last message of this type from the same card; absent: it stands for itself. */
  readonly replaceType?: number;
  /** When its last segment came, wall milliseconds. */
  readonly at: number;
  /** The PDUs in the order of the text. */
  readonly pdus: readonly string[];
}

/** Who is told what the phones get. */
export interface PhonesOptions {
  readonly onMessage?: (message: ArrivedMessage) => void;
  readonly onSegment?: (segment: ArrivedSegment) => void;
}

/**
 * All phones that a simulated network reaches. They join segments as phones do, by sender and reference, and show
 * nothing before all have come; they outlive any modem, so a message may be finished after a restart.
 */
export class Phones {
  readonly #options: PhonesOptions;
  readonly #waiting = new Map<string, Map<number, AcceptedSubmit>>();
  /** What phones send to modems goes through it. */
  readonly serviceCentre = new ServiceCentre();

  constructor(options: PhonesOptions) {
    this.#options = options;
  }

  /** Messages of which segments are missing. */
  get incomplete(): number {
    return this.#waiting.size;
  }

  /** Hands one SUBMIT to its phone. */
  receive(submit: AcceptedSubmit): void {
    const concatenation = concatenationOf(submit.tpdu.userData.elements);
    if (concatenation === undefined) {
      this.#tellSegment(submit, { concatenation, duplicate: false });
      this.#tellMessage([submit]);
    } else {
      this.#collect(submit, concatenation);
    }
  }

  #collect(submit: AcceptedSubmit, concatenation: Concatenation): void {
    const key = keyOf(submit, concatenation);
    const held = this.#waiting.get(key) ?? new Map<number, AcceptedSubmit>();
    const before = held.get(concatenation.sequence);
    const duplicate = before?.hex === submit.hex;
    this.#tellSegment(submit, { concatenation, duplicate });
    if (duplicate) return;
    // Other words in the same place belong to a later message under a reused reference: the old one will never be whole.
    if (before !== undefined) held.clear();
    held.set(concatenation.sequence, submit);
    if (held.size < concatenation.total) {
      this.#waiting.set(key, held);
      return;
    }
    this.#waiting.delete(key);
    const inOrder = [...held].toSorted(([a], [b]) => a - b);
    this.#tellMessage(inOrder.map(([, segment]) => segment));
  }

  #tellSegment(
    { sender, reference, hex, tpdu, at }: AcceptedSubmit,
    place: Pick<ArrivedSegment, "concatenation" | "duplicate">,
  ): void {
    this.#options.onSegment?.({
      sender,
      recipient: tpdu.recipient.text,
      text: textOf(tpdu.userData),
      reference,
      pdu: hex,
      at,
      ...place,
    });
  }

  #tellMessage(segments: readonly AcceptedSubmit[]): void {
    const last = segments.at(-1);
    if (last === undefined) return;
    const replaceType = replaceTypeOf(last.tpdu.protocolIdentifier);
    this.#options.onMessage?.({
      sender: last.sender,
      recipient: last.tpdu.recipient.text,
      text: joinSegments(segments.map(({ tpdu }) => tpdu.userData)),
      segments: segments.length,
      flash: decodeDcs(last.tpdu.dataCoding).messageClass === 0,
      ...(replaceType === undefined ? {} : { replaceType }),
      at: Math.max(...segments.map(({ at }) => at)),
      pdus: segments.map(({ hex }) => hex),
    });
  }
}

function keyOf(submit: AcceptedSubmit, concatenation: Concatenation): string {
  const { reference, referenceBits, total } = concatenation;
  const { text } = submit.tpdu.recipient;
  return `${submit.sender} ${text} ${reference}/${referenceBits} ${total}`;
}
