import type { MailNotification } from "../model/mod.ts";

/** What has become of an SMS, as RFC 3464 §2.3.3 counts it. */
export type Action = "failed" | "delayed" | "delivered" | "relayed";

/** How it came to that, for the words. */
export type Ending =
  /** The network, the phone or the modem refused it for good. */
  | "refused"
  /** Nobody has taken it within its time. */
  | "expired"
  | "cancelled"
  /** Its number came on the deny list while it waited. */
  | "denied"
  /** It waits, and will be tried again. */
  | "waiting"
  /** The network has it, and the phone has not. */
  | "trying"
  /** The network has it, and nothing more will be known. */
  | "sent"
  | "delivered";

/** What is told of one recipient. Times are wall milliseconds. */
export interface ReportedRecipient {
  /** E.164 with its plus sign, or a short code. */
  readonly number: string;
  /** What stood in RCPT, where that is known. */
  readonly forwardPath?: string;
  /** What the sender had asked to be told, as `type;address`. */
  readonly originalRecipient?: string;
  readonly action: Action;
  readonly ending: Ending;
  /** As the queue has it; may be "". */
  readonly reason: string;
  readonly attempts: number;
  readonly lastAttemptAt?: number;
  /** When the network took the first segment. */
  readonly sentAt?: number;
  /** When it came to this. */
  readonly at: number;
  /** Until when it will be tried. */
  readonly retryUntil?: number;
  /** Whether its text went out together with others, in one SMS. */
  readonly merged: boolean;
}

/** A mail on which something is told to its sender. */
export interface ReportedMail {
  /** The id of the 250 reply. */
  readonly id: string;
  readonly acceptedAt: number;
  /** Who is told. */
  readonly reversePath: string;
  readonly subject: string;
  /** What the SMS says; "" when it is not kept any more. */
  readonly text: string;
  /** Its Message-ID, without angle brackets. */
  readonly messageId?: string;
  readonly notification?: MailNotification;
}

/** One report to be written. */
export interface Report {
  readonly mail: ReportedMail;
  /** At least one. */
  readonly recipients: readonly ReportedRecipient[];
  /** Says which report it is: two of the same name are one. RFC 5322 atoms only. */
  readonly name: string;
  /** Whether it is the last one for a while, since its sender has had as many as are allowed. */
  readonly last: boolean;
}
