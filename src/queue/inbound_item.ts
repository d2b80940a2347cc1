/** One segment of an SMS that a modem has received, or a whole one. Times are wall milliseconds. */
export interface InboundSegment {
  readonly modem: string;
  /** `unreadable`: not an SMS that anybody can read; its PDU is kept. */
  readonly kind: "sms" | "unreadable";
  /** A number as the network wrote it, or a name; "" when unreadable. */
  readonly sender: string;
  readonly receivedAt: number;
  /** When the service centre took it, by its own clock; undefined when that is garbage. */
  readonly sentAt: number | undefined;
  readonly pdu: string;
  /** The same for the same segment. */
  readonly fingerprint: string;
  /** Its place in a longer SMS; absent for one of a single segment. */
  readonly place?: SegmentPlace;
}

/** Which segment of which SMS. */
export interface SegmentPlace {
  readonly reference: number;
  readonly referenceBits: 8 | 16;
  /** 2 to 255. */
  readonly total: number;
  /** Counts from 1. */
  readonly number: number;
}

/** How segments become one SMS. */
export interface Joining {
  /** Segments that came longer than this after the last one, or were sent so much apart, are of another SMS; milliseconds. */
  readonly waitMs: number;
  /** The text of an SMS from the PDUs of its segments, by their numbers; pure. Of `total` some may be missing. */
  readonly textOf: (
    pdus: ReadonlyMap<number, string>,
    total: number,
  ) => string;
}

/** An SMS in the inbox. */
export interface InboundItem {
  readonly receivedAt: number;
  readonly kind: "sms" | "unreadable";
  readonly from: string;
  readonly text: string;
  readonly modem: string;
  readonly sentAt: number | undefined;
  readonly segmentCount: number;
  /** How many of its segments never came. */
  readonly missing: number;
  /** The PDUs that came, in the order of the text. */
  readonly pdus: readonly string[];
}

/** What became of a received segment. */
export type Received =
  /** It is one that had come already. */
  | { readonly kind: "repeated" }
  /** It waits for the others. */
  | { readonly kind: "waiting"; readonly missing: number }
  /** With it the SMS is whole, and in the inbox. */
  | { readonly kind: "kept"; readonly item: InboundItem };
