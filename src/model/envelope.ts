import type { PhoneNumber } from "./phone_number.ts";

/** Who mails, as stated in MAIL FROM, without its angle brackets; "" is the null sender (RFC 5321 §4.5.5). */
export type ReversePath = string;

/** Whom to reach, as stated in RCPT TO, without angle brackets and source route; not necessarily with an "@". */
export type ForwardPath = string;

/** The program at the other end of the SMTP connection. */
export interface Client {
  /** Its IP address, in the canonical text form, without a port. */
  readonly address: string;
  /** What it called itself in HELO or EHLO; not to be trusted, and "" before either. */
  readonly helo: string;
}

/** What one accepted RCPT stands for. */
export type Recipient =
  /** Phones; more than one when a quoted local part listed several. */
  | { readonly kind: "phones"; readonly numbers: readonly PhoneNumber[] }
  /** The operator's mailbox, which every SMTP server must have (RFC 5321 §4.5.1). */
  | { readonly kind: "postmaster" };

/** One mail's SMTP transaction, all recipients already checked. */
export interface Envelope {
  readonly client: Client;
  readonly reversePath: ReversePath;
  readonly recipients: readonly Recipient[];
}

/** The bytes between DATA and the final dot, dots unstuffed, every line ended by CRLF. */
export type RawMessage = Uint8Array;
