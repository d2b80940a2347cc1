import type { DeliveryId, MessageId } from "../model/mod.ts";
import type {
  Change,
  InboundItem,
  PostmasterItem,
  Received,
  Repeated,
  StormOutcome,
  Submission,
} from "../queue/mod.ts";
import type { BreakerEvent } from "./storm_event.ts";

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
  /** Something that must not happen; the message that met it is failed or uncertain, the others go on. */
  | { readonly kind: "bug"; readonly error: unknown }
  /** The database does not do what it should; repeated until it does. */
  | { readonly kind: "trouble"; readonly text: string };
