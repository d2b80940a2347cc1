import type { DeliveryId, MessageId, PhoneNumber } from "../model/mod.ts";
import type {
  Change,
  HandledSms,
  InboundItem,
  PostmasterItem,
  Received,
  Repeated,
  StormOutcome,
  Submission,
} from "../queue/mod.ts";
import type { BreakerEvent } from "./storm_event.ts";
import type { EscalationMove } from "./escalation.ts";

/** What the delivery room tells its owner; the log writes one line for each, the counters rise by it. */
export type DeliveryEvent =
  /** A mail is on disk. */
  | {
    readonly kind: "accepted";
    readonly submission: Submission;
    readonly deliveries: readonly DeliveryId[];
    readonly attachments: readonly string[];
    /** How many segments the uncut text would have taken, when it was cut. */
    readonly cutFrom?: number;
    /** Where it was held against storms. */
    readonly storm?: StormOutcome;
    /** Of how many deliveries it was made that were merged into it. */
    readonly mergedFrom?: number;
  }
  /** Some or all recipients of a mail had it already: a client did not hear our 250 and has sent it again. */
  | {
    readonly kind: "repeated";
    readonly submission: Submission;
    readonly repeated: readonly Repeated[];
  }
  /** A mail for the postmaster is on disk. */
  | {
    readonly kind: "kept";
    readonly id: MessageId;
    readonly item: PostmasterItem;
  }
  /** An SMS has come in and is in the inbox, whole or without what is missing of it. */
  | {
    readonly kind: "received";
    readonly item: InboundItem;
    readonly modem: string;
    readonly simulated: boolean;
  }
  /** A segment has come in that makes no SMS whole. */
  | {
    readonly kind: "segment";
    readonly fate: Exclude<Received, { readonly kind: "kept" }>;
    readonly from: string;
    readonly modem: string;
    readonly simulated: boolean;
  }
  /** What has followed from an SMS that has come in: a mail, an entry of the deny list. */
  | ({ readonly kind: "replied" } & HandledSms)
  /** A delivery has come to another state. */
  | {
    readonly kind: "changed";
    readonly change: Change;
    /** The modem that it happened on, where there was one. */
    readonly modem?: string;
    /** True when that modem is the simulator: nothing has left the house. */
    readonly simulated?: boolean;
  }
  /** What had been kept long enough is gone; counts are of rows. */
  | {
    readonly kind: "cleared";
    readonly messages: number;
    readonly texts: number;
    readonly received: number;
    readonly notices: number;
  }
  /** So many SMS have gone out that no more do for now; or they do again. */
  | BreakerEvent
  /** What becomes of a message that nobody has confirmed, or that somebody has. */
  | {
    readonly kind: "escalation";
    /** The message that it began with. */
    readonly id: MessageId;
    readonly move: Exclude<EscalationMove, { readonly kind: "wait" }>;
    /** Which step comes now, from 1, and how many there are. */
    readonly step: number;
    readonly steps: number;
    /** Who gets it, with `next`; empty: nobody is on call. */
    readonly people: readonly PhoneNumber[];
  }
  /** A rule of time has made a delivery wait that was due. */
  | {
    readonly kind: "putOff";
    readonly id: MessageId;
    readonly recipient: PhoneNumber;
    readonly until: number;
    readonly reason: string;
  }
  /** Something that must not happen; the message that met it is failed or uncertain, the others go on. */
  | { readonly kind: "bug"; readonly error: unknown }
  /** The database does not do what it should; repeated until it does. */
  | { readonly kind: "trouble"; readonly text: string };
