import type { Recipient } from "./envelope.ts";
import type { MessageId } from "./message_id.ts";

/** A refusal in SMTP's terms, made where the reason is known and sent where the socket is. */
export interface Refusal {
  /** The reply code: 4xx asks the client to come back, 5xx not to. RFC 5321 §4.2. */
  readonly code: number;
  /** The enhanced status code, such as "5.1.3". RFC 3463. */
  readonly enhanced: string;
  /** What was wrong, where, and what to do; one line, no code. */
  readonly text: string;
  /** When to come again, milliseconds from now; absent: nobody knows, or never. */
  readonly retryAfterMs?: number;
}

/** What is said of one RCPT. */
export type RecipientVerdict =
  | {
    readonly kind: "accepted";
    readonly recipient: Recipient;
    /** More of the same RCPT: phones with other wishes than those of `recipient`. */
    readonly others?: readonly Recipient[];
    /** Told in the 250 reply: the number as it will be dialled, or the name that stands for it. */
    readonly text: string;
  }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** What is said of a login. */
export type LoginVerdict =
  /** `user` as the operator wrote it, whatever the case in which the client did. */
  | { readonly kind: "accepted"; readonly user: string }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** What is said of a whole mail after its final dot; `queued` only when it is on disk. */
export type MailVerdict =
  | { readonly kind: "queued"; readonly id: MessageId }
  | { readonly kind: "refused"; readonly refusal: Refusal };
