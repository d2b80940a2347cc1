import type { DeliveryId, DeliveryState } from "./delivery.ts";
import type { ReportOutcome } from "./happening.ts";
import type { MessageId } from "./message_id.ts";

/** A segment of an attempt; `number` counts from 1. */
interface OfSegment {
  readonly attempt: number;
  readonly number: number;
  readonly modem: string;
}

/** One line of a delivery's history; `at` is when, wall milliseconds. */
export type HistoryEntry =
  & { readonly at: number }
  & (
    | {
      readonly what: "accepted";
      /** Not to be sent before. */
      readonly sendAt?: number;
    }
    /** It is sent in the place of another message, which had failed or expired. */
    | { readonly what: "insteadOf"; readonly messageId: MessageId }
    /** It serves other messages that were merged into it. */
    | { readonly what: "serves"; readonly messages: readonly MessageId[] }
    /** A modem began with it. */
    | {
      readonly what: "attempt";
      readonly attempt: number;
      readonly modem: string;
    }
    /** A PDU was given to the modem. */
    | ({ readonly what: "begun" } & OfSegment)
    /** The network took it. */
    | (
      & { readonly what: "acknowledged"; readonly reference: number }
      & OfSegment
    )
    | (
      & {
        readonly what: "reported";
        readonly outcome: ReportOutcome;
        readonly reason: string;
      }
      & OfSegment
    )
    | {
      readonly what: "ended";
      readonly attempt: number;
      readonly outcome: DeliveryState;
      readonly reason: string;
    }
    /** Put off before anything was tried. */
    | {
      readonly what: "putOff";
      readonly reason: string;
      readonly until?: number;
    }
    /** By time: nothing was heard of what was uncertain; it goes out again, or waits for the operator. */
    | { readonly what: "resent" | "held" }
    /** By the operator: it left `held`, or was made due. */
    | { readonly what: "released" | "hastened" }
    /** What became of it in the end, where no attempt tells. */
    | {
      readonly what: "fate";
      readonly state: DeliveryState;
      readonly reason: string;
      readonly mergedInto?: DeliveryId;
    }
    /** The operator had it sent again as another message. */
    | { readonly what: "sentAgain"; readonly messageId: MessageId }
  );
