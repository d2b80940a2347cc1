import type { DeliveryId, DeliveryState, MessageId } from "../model/mod.ts";

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

/** What cellpost itself has to tell, durable like the queue: every write resolves only when its commit is on disk. Throws `StoreError`. */
export interface Outbox {
  /** Takes notices in; a second with the same key is dropped. */
  post(notices: readonly Notice[]): Promise<void>;
  /** Those that are due, the longest due first. */
  due(now: number, limit: number): readonly NoticeRecord[];
  /** Books how an attempt at one ended; nothing when it does not wait any more. */
  settle(id: number, fate: NoticeFate, at: number): Promise<void>;
  /** When the next one is due, also a past moment; undefined when none waits. */
  nextAt(): number | undefined;
  /** In any state, the newest first. */
  list(limit: number): readonly NoticeRecord[];
  /** The changes of deliveries that the store was asked to keep, the oldest first, until they are digested. */
  news(limit: number): readonly News[];
  /** Posts what follows from these news, and forgets them, in one commit. */
  digest(news: readonly number[], notices: readonly Notice[]): Promise<void>;
}
