/** What is in the inbox: a mail to the postmaster, or what a modem has received. Times are wall milliseconds. */
export type InboxView =
  | {
    readonly kind: "postmaster";
    readonly receivedAt: number;
    readonly from: string;
    readonly subject: string;
    readonly text: string;
  }
  | {
    /** `unreadable`: `text` is its PDU. */
    readonly kind: "sms" | "unreadable";
    readonly receivedAt: number;
    /** When the service centre took it, by its own clock. */
    readonly sentAt?: number | undefined;
    readonly modem: string;
    readonly from: string;
    readonly text: string;
    readonly segmentCount: number;
    /** How many of its segments never came. */
    readonly missing: number;
    readonly pdus: readonly string[];
  };

/** The breaker of [storm]; times are wall milliseconds. */
export interface BreakerView {
  readonly open: boolean;
  /** When it was last opened, and when it closes or would have closed by itself; absent: it never was. */
  readonly openedAt?: number | undefined;
  readonly closesAt?: number | undefined;
  /** How many deliveries are kept, for the breaker, a cap or the end of their window. */
  readonly gathered: number;
}

/** What is out of order with cellpost itself. Times are wall milliseconds. */
export interface AlarmView {
  /** Names the thing, such as `modem:roof`. */
  readonly alarm: string;
  /** The kind of trouble, such as `registration`. */
  readonly condition: string;
  readonly since: number;
  /** When it was told last. */
  readonly toldAt: number;
  readonly text: string;
  /** Since when it is well again, and not for long enough to say so. */
  readonly wellSince?: number | undefined;
}

/** A number to which nothing is sent. */
export interface DeniedView {
  readonly number: string;
  /** Since when, wall milliseconds. */
  readonly at: number;
  readonly madeBy: "sms" | "operator";
}

/** What `deny` or `allow` did, number by number. */
export type DeniedAnswer =
  | {
    readonly kind: "done";
    readonly numbers: readonly {
      readonly number: string;
      readonly changed: boolean;
    }[];
  }
  | { readonly kind: "refused"; readonly text: string };

/** A mail or a webhook call of cellpost's own, without what it says. Times are wall milliseconds. */
export interface NoticeView {
  readonly key: string;
  readonly kind: "report" | "forward" | "alarm";
  readonly channel: "mail" | "webhook";
  readonly state: "waiting" | "done" | "failed";
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly nextAttemptAt?: number | undefined;
  readonly attempts: number;
  readonly reason: string;
  /** An address, or the host of a webhook. */
  readonly to: string;
}
