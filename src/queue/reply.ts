import type { DeliveryId, PhoneNumber } from "../model/mod.ts";
import type { InboundItem } from "./inbound_item.ts";
import type { Notice } from "./notice.ts";
import type { Change } from "./store.ts";
import type { Submission } from "./submission.ts";

/** The last mail that went to a number by one modem. Times are wall milliseconds. */
export interface Correspondent {
  readonly number: PhoneNumber;
  readonly modem: string;
  readonly sentAt: number;
  /** Whom to answer; never the null one. */
  readonly reversePath: string;
  readonly subject: string;
  /** As `Submission.messageId`, or "". */
  readonly messageId: string;
}

/** An SMS in the inbox from which something is still to follow, and what is known about its sender. */
export interface FreshSms {
  /** Its key in the inbox. */
  readonly id: number;
  readonly item: InboundItem;
  /** Its sender in canonical form, as `Handling.read` has read it; absent for what is no number. */
  readonly number?: PhoneNumber;
  /** Mails of the window that it may answer, the newest first: to that number, or where there are none, to numbers that end alike. */
  readonly correspondents: readonly Correspondent[];
  /** Who has put its number on the deny list; undefined: nobody. */
  readonly denied: Denied["madeBy"] | undefined;
  /** How many SMS went on by mail since each of the moments that were asked about. */
  readonly forwarded: {
    /** Of this sender. */
    readonly own: readonly number[];
    readonly all: readonly number[];
    /** Of this sender with the same text. */
    readonly same: number;
  };
}

/** What follows from an SMS. */
export interface ReplyDecision {
  /** It is a word by which a number puts itself on the deny list, or takes itself off. */
  readonly word?: {
    readonly kind: "stop" | "start";
    readonly number: PhoneNumber;
    /** Told to the number. */
    readonly confirmation?: Submission;
  };
  readonly mail:
    | {
      readonly kind: "posted";
      readonly notice: Notice;
      /** The Message-ID of the mail, by which an answer finds back. */
      readonly messageId: string;
      /** Whom such an answer goes to; absent: it cannot be answered. */
      readonly number?: PhoneNumber;
    }
    /** It stays in the inbox only. */
    | { readonly kind: "kept"; readonly why: string };
}

/** How fresh SMS are dealt with. */
export interface Handling {
  readonly now: number;
  /** At most so many in one commit. */
  readonly limit: number;
  /** Mails that were sent before this moment are not answered any more. */
  readonly since: number;
  /** From which moments on to count; see `FreshSms.forwarded`. */
  readonly counted: {
    readonly own: readonly number[];
    readonly all: readonly number[];
    readonly same: number;
  };
  /** Reads a sender as the network wrote it; pure. */
  readonly read: (sender: string) => PhoneNumber | undefined;
  /** Says what follows; pure. */
  readonly decide: (sms: FreshSms) => ReplyDecision;
}

/** What has followed from an SMS, once it is on disk. */
export interface HandledSms {
  readonly sms: FreshSms;
  readonly decision: ReplyDecision;
  /** Those of the confirmation. */
  readonly deliveries: readonly DeliveryId[];
}

/** Where an answer to one of cellpost's mails goes. */
export interface ReplyThread {
  readonly number: PhoneNumber | undefined;
  /** The sender as the network wrote it. */
  readonly sender: string;
  readonly modem: string;
}

/** A number to which nothing is sent. */
export interface Denied {
  readonly number: PhoneNumber;
  readonly at: number;
  readonly madeBy: "sms" | "operator";
}

/** What follows from SMS that came in, durable like the queue: every write resolves only when its commit is on disk. Throws `StoreError`. */
export interface ReplyBook {
  /**
   * Deals with fresh SMS, the oldest first: what `decide` says of one is done in the commit in which it stops being fresh, so exactly once.
   * Whoever gets as many as the limit asks again.
   */
  handle(handling: Handling): Promise<readonly HandledSms[]>;
  /** Forgets mails and correspondents from before this moment. */
  forget(before: number): Promise<void>;
  /** Where an answer goes that names these Message-IDs; the first that is known counts. */
  threadOf(messageIds: readonly string[], since: number):
    | ReplyThread
    | undefined;
  /** Whether nothing may be sent to this number; known in memory. */
  isDenied(number: PhoneNumber): boolean;
  /** The whole deny list, by number. */
  denied(): readonly Denied[];
  /** Puts a number on the list; false when it was there already. */
  deny(number: PhoneNumber, at: number): Promise<boolean>;
  /** Takes a number off the list; false when it was not there. */
  allow(number: PhoneNumber): Promise<boolean>;
  /**
   * Cancels some of what waits for numbers that are new on the list; `done` when there is nothing more to look at. What is looked at in
   * one call is bounded. To be called by one at a time.
   */
  cancelDenied(
    now: number,
  ): Promise<{ readonly changes: readonly Change[]; readonly done: boolean }>;
  /** Cancels those of these that wait: they were under way when their number was listed. */
  cancel(ids: readonly DeliveryId[], now: number): Promise<readonly Change[]>;
  /** Whether an SMS of this number came in at `since` or later. */
  answeredSince(number: PhoneNumber, since: number): boolean;
}
