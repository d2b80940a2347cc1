import type {
  DeliveryId,
  DeliveryState,
  MailNotification,
  MessageId,
  PhoneNumber,
  RecipientNotification,
} from "../model/mod.ts";

/** A mail or a webhook call that cellpost itself has to make; kept until it is done. Times are wall milliseconds. */
export interface Notice {
  /** A second notice with the same key is dropped, also after the first is done. */
  readonly key: string;
  /** `report`: on the fate of a mail (RFC 3464); `forward`: a received SMS; `alarm`: on cellpost's own health. */
  readonly kind: "report" | "forward" | "alarm";
  readonly channel: "mail" | "webhook";
  readonly createdAt: number;
  /** When it is given up. */
  readonly expiresAt: number;
  /** The reverse-path of a mail, "" for the null one and for a webhook. */
  readonly from: string;
  /** Addresses of a mail, or the one URL of a webhook; without line feeds, at least one. */
  readonly to: readonly string[];
  /** A whole message (RFC 5322) in ASCII with lines ended by CRLF, or JSON. */
  readonly body: string;
}

/** A notice as the store knows it. */
export interface NoticeRecord extends Notice {
  readonly id: number;
  readonly state: "waiting" | "done" | "failed";
  /** Those that have failed. */
  readonly attempts: number;
  /** Why the last attempt failed, or "". */
  readonly reason: string;
  /** Undefined unless it waits. */
  readonly nextAttemptAt: number | undefined;
  readonly updatedAt: number;
}

/** How an attempt at a notice ended. */
export type NoticeFate =
  | { readonly to: "done" }
  | {
    readonly to: "waiting";
    readonly nextAttemptAt: number;
    readonly reason: string;
  }
  | { readonly to: "failed"; readonly reason: string };

/** A change of a delivery from which something is still to follow. */
export interface News {
  readonly id: number;
  readonly at: number;
  readonly deliveryId: DeliveryId;
  readonly messageId: MessageId;
  readonly from: DeliveryState;
  readonly to: DeliveryState;
  readonly reason: string;
}

/** A delivery with all that a report to its sender tells. */
export interface Reportable {
  readonly deliveryId: DeliveryId;
  readonly recipient: PhoneNumber;
  readonly state: DeliveryState;
  readonly reason: string;
  readonly attempts: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  readonly sendAt: number | undefined;
  readonly lastAttemptAt: number | undefined;
  /** When the network took the first segment. */
  readonly sentAt: number | undefined;
  /** Whether the network has said of a segment that it goes on trying. */
  readonly trying: boolean;
  readonly notification?: RecipientNotification;
  readonly mail: {
    readonly id: MessageId;
    readonly acceptedAt: number;
    readonly reversePath: string;
    readonly subject: string;
    readonly text: string;
    /** Its Message-ID, or "". */
    readonly messageId: string;
    readonly automatic: boolean;
    /** Whether cellpost made it itself. */
    readonly selfMade: boolean;
    readonly notification?: MailNotification;
  };
}

/** A delivery that may be late. */
export interface DelayCandidate {
  readonly deliveryId: DeliveryId;
  readonly acceptedAt: number;
  readonly sendAt: number | undefined;
  /** Whether it waits, or the network goes on trying. */
  readonly open: boolean;
}

/** What was found by looking for late deliveries. */
export interface Delays {
  /** Become news with the state `queued`, due at their moment. */
  readonly parked?: readonly {
    readonly deliveryId: DeliveryId;
    readonly at: number;
  }[];
  /** Up to this one all have been looked at. */
  readonly delayCursor?: DeliveryId;
}

/** What cellpost itself has to tell, durable like the queue: every write resolves only when its commit is on disk. Throws `StoreError`. */
export interface Outbox {
  /** Takes notices in, a mail to several addresses as one for each; a second with the same key is dropped. */
  post(notices: readonly Notice[]): Promise<void>;
  /** Those of a channel that are due, the longest due first. */
  due(
    channel: Notice["channel"],
    now: number,
    limit: number,
  ): readonly NoticeRecord[];
  /** Books how an attempt at one ended; nothing when it does not wait any more. */
  settle(id: number, fate: NoticeFate, at: number): Promise<void>;
  /** When the next one of a channel is due, also a past moment; undefined when none waits. */
  nextAt(channel: Notice["channel"]): number | undefined;
  /** In any state, the newest first. */
  list(limit: number): readonly NoticeRecord[];
  /** After the wall clock was set back to `now`: neither notices nor news wait for the time to come again. */
  followClock(now: number): Promise<void>;
  /** When reports to an address were posted, at `since` or later. */
  reportTimes(to: string, since: number): readonly number[];
  /** The changes of deliveries that the store was asked to keep, the oldest first, until they are digested. */
  news(limit: number): readonly News[];
  /** News that is due at `by`, at most `limit` of it, and with it all that has come of the same mails. */
  dueNews(by: number, limit: number): readonly News[];
  /** When the next news is due, also a past moment; undefined when there is none. */
  nextNewsAt(): number | undefined;
  /** Posts what follows from these news, forgets them, and books what was found of delays, in one commit. */
  digest(
    news: readonly number[],
    notices: readonly Notice[],
    delays?: Delays,
  ): Promise<void>;
  /** Deliveries with what a report tells of them; unknown ones are left out. */
  reportables(ids: readonly DeliveryId[]): readonly Reportable[];
  /** The deliveries that this one serves. */
  mergedInto(id: DeliveryId): readonly DeliveryId[];
  /** The deliveries behind this one, in the order of their acceptance. */
  delayCandidates(after: DeliveryId, limit: number): readonly DelayCandidate[];
  /** Up to which delivery all have been looked at for being late; the newest, for good, where there was no look yet. */
  delayCursor(): Promise<DeliveryId>;
}
