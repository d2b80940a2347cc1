import type { NoticeFate } from "./back_off.ts";

/** Ways by which a notice leaves. */
export type ChannelName = "mail" | "webhook";

/** A mail or a webhook call to be made. Times are wall milliseconds. */
export interface Notice {
  /** Two with the same key are one. */
  readonly key: string;
  readonly kind: "report" | "forward" | "alarm";
  readonly channel: ChannelName;
  readonly createdAt: number;
  /** When it is given up. */
  readonly expiresAt: number;
  /** The reverse-path of a mail, "" for the null one and for a webhook. */
  readonly from: string;
  /** One address of a mail, or the URL of a webhook. */
  readonly to: readonly string[];
  /** A whole message in ASCII with lines ended by CRLF, or JSON. */
  readonly body: string;
}

/** One that waits in the store. */
export interface WaitingNotice extends Notice {
  readonly id: number;
  /** Attempts that have failed. */
  readonly attempts: number;
}

/** The store of notices, as far as whoever carries them needs it. Whatever throws is trouble with the disk, or a bug. */
export interface NoticeStore {
  /** Those of one channel that are due, the longest due first. */
  due(
    channel: ChannelName,
    now: number,
    limit: number,
  ): readonly WaitingNotice[];
  /** When the next one of a channel is due, also a past moment; undefined when none waits. */
  nextAt(channel: ChannelName): number | undefined;
  /** Books how an attempt ended; on disk when it resolves. */
  settle(id: number, fate: NoticeFate, at: number): Promise<void>;
  /** After the wall clock was set back to `now`: nothing waits for the time to come again. */
  followClock(now: number): Promise<void>;
}
