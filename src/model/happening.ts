import type { DeliveryId } from "./delivery.ts";

/** How a claim ends. Made by `delivery/retry`, carried out by the store. Times are wall milliseconds. */
export type Transition =
  /** Tried again later. With `resumeUntil`, only the same modem may take it before that moment (house.md §4). */
  | {
    readonly to: "queued";
    readonly nextAttemptAt: number;
    readonly reason: string;
    readonly resumeUntil?: number;
    /**
     * Put off before anything was tried: no attempt is counted. The reason counts only where there was none before, the expiry where a
     * rule moves it.
     */
    readonly untried?: boolean;
    readonly expiresAt?: number;
  }
  | { readonly to: "sent" }
  | { readonly to: "failed"; readonly reason: string }
  /** Looked at again at `resolveAt`, unless a status report settles it before. */
  | {
    readonly to: "uncertain";
    readonly reason: string;
    readonly resolveAt: number;
  };

/** What a status report says of a segment. */
export type ReportOutcome = "delivered" | "trying" | "failed";

/** All that can happen to a delivery once it is accepted; `at` is when, wall milliseconds. */
export type Happening =
  /** A modem leases it. */
  | {
    readonly what: "claimed";
    readonly at: number;
    readonly modem: string;
    readonly leaseUntil: number;
  }
  /** The PDU of one of its segments is about to be written. */
  | {
    readonly what: "begun";
    readonly at: number;
    /** Which lease: the count of attempts. */
    readonly attempt: number;
    readonly leaseUntil: number;
    /** How its segment stood. */
    readonly segment: "new" | "unanswered" | "acknowledged";
  }
  /** The PDU of one of its unanswered segments was not written after all: the modem gave no prompt for it. */
  | {
    readonly what: "withdrawn";
    readonly at: number;
    readonly attempt: number;
  }
  /** The network took one of its unanswered segments. */
  | {
    readonly what: "acknowledged";
    readonly at: number;
    readonly attempt: number;
  }
  /** Its lease ends, and its holder says how. */
  | {
    readonly what: "settled";
    readonly at: number;
    readonly attempt: number;
    readonly transition: Transition;
  }
  /** Its lease ends, and its holder is gone: a crash, or time. */
  | {
    readonly what: "abandoned";
    readonly at: number;
    readonly resolveAt: number;
    readonly resumeWaitMs: number;
  }
  /** A status report speaks of one of its segments. */
  | {
    readonly what: "reported";
    readonly at: number;
    readonly outcome: ReportOutcome;
    readonly reason: string;
    /** How that segment stood: in doubt (only the report tells that the network has it), open, or with a final report. */
    readonly segment: "unanswered" | "open" | "closed";
  }
  /** All that is left of the wait for a report. */
  | { readonly what: "concluded"; readonly at: number }
  /** Its time may be over: it expires, or nothing was heard of what is uncertain. */
  | {
    readonly what: "overtaken";
    readonly at: number;
    readonly onUncertain: "resend" | "hold";
    readonly resumeWaitMs: number;
  }
  /** A rule makes it wait, or wait longer. */
  | {
    readonly what: "putOff";
    readonly at: number;
    readonly until: number;
    /** Absent: as before. */
    readonly expiresAt?: number;
    readonly reason: string;
  }
  /** A rule says that it is of no use any more. */
  | {
    readonly what: "discarded";
    readonly at: number;
    readonly reason: string;
  }
  /** What it waited for, a modem that was out of order, is well again. */
  | { readonly what: "hastened"; readonly at: number }
  /** The operator wants it sent now. */
  | {
    readonly what: "retried";
    readonly at: number;
    readonly resumeWaitMs: number;
  }
  /** The operator does not want it any more, or for another reason it is of no use. */
  | {
    readonly what: "cancelled";
    readonly at: number;
    readonly reason?: string;
  }
  /** A new message serves it, with others. */
  | {
    readonly what: "merged";
    readonly at: number;
    readonly into: DeliveryId;
    readonly reason: string;
  }
  /** The wall clock was set back to `at`. */
  | { readonly what: "clockSetBack"; readonly at: number };

/** One kind of happening. */
export type HappeningOf<What extends Happening["what"]> = Extract<
  Happening,
  { what: What }
>;
