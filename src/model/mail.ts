import type { Priority } from "./envelope.ts";

/** A mail's words. */
export interface MailText {
  /** The Subject field, decoded and unfolded; "" when there is none. */
  readonly subject: string;
  /** The From field's address, or "" when there is none. */
  readonly from: string;
  /** The body as text: lines ended by LF, no trailing blank lines, no controls but LF; not yet cut or templated. */
  readonly text: string;
}

/** A mail as far as a phone is concerned: its words, and what its header says of its way here. */
export interface Mail extends MailText {
  /** Names (or media types where nameless) of the parts that were left out. */
  readonly attachments: readonly string[];
  /** The Message-ID without angle brackets and white space, case kept; "" when there is none. RFC 5322 §3.6.4. */
  readonly messageId: string;
  /** The Message-IDs that In-Reply-To and References name, likewise; the one that is answered first. RFC 5322 §3.6.4. */
  readonly answers: readonly string[];
  /** The number of Received fields: a mail that goes round gains one each time. RFC 5321 §6.3. */
  readonly receivedCount: number;
  /** The value of `X-Cellpost`, which cellpost puts into each mail that it writes; "" when there is none. */
  readonly loopMark: string;
  /** What its X-SMS-Priority field says; absent: nothing that is known. */
  readonly priority?: Priority;
  /** Whether a program or a list sent it, so that nobody waits for an answer: Auto-Submitted (RFC 3834 §5), Precedence. */
  readonly autoSubmitted: boolean;
  /** Whether a program has answered with it (Auto-Submitted: auto-replied): a vacation notice, a ticket system. */
  readonly autoReplied: boolean;
  /** The value of `X-SMS-Send-At`: when its SMS shall go out; "" when there is none. */
  readonly sendAt: string;
  /** The value of `X-SMS-Expire`: how long, or until when, its SMS may be sent; "" when there is none. */
  readonly expire: string;
}
