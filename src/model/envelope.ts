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
  /** The name of the listener by which it came in; absent where that has none. */
  readonly listener?: string;
  /** The name it logged in with (RFC 4954); absent when it did not. */
  readonly user?: string;
  /** Whether the connection is encrypted by TLS. */
  readonly encrypted?: boolean;
}

/** Which of two that wait goes first, from the first to the last. */
export const priorities = ["urgent", "normal", "bulk"] as const;

/** How soon an SMS shall go, beside others. */
export type Priority = typeof priorities[number];

/** How a recipient wants its SMS, as the options in its address or the defaults of its domain say. */
export interface Wishes {
  /** Class 0: shown at once and not stored by the phone. */
  readonly flash?: boolean;
  /** Absent: normal. */
  readonly priority?: Priority;
  /** Not to be sent before this moment, wall milliseconds. */
  readonly sendAt?: number;
  /** The group by which the address named it, where routes ask for that: no wish, but it goes the same way. */
  readonly group?: string;
  /** The groups by which it was addressed, where quiet hours ask for them; "" for its number itself. Absent: only so. */
  readonly reached?: readonly string[];
}

/** What a sender wants to be told of one recipient: the parameters of RCPT, RFC 3461 §4.1 and §4.2. */
export interface RecipientNotification {
  /** Absent: left to us, which RFC 3461 §4.1 takes for failure and perhaps delay. Empty: never. */
  readonly notify?: readonly ("success" | "failure" | "delay")[];
  /** The original recipient as `type;address`, xtext decoded. */
  readonly originalRecipient?: string;
  /** What stood in RCPT; kept only where reports may be sent, which name it. */
  readonly forwardPath?: ForwardPath;
}

/** What a sender wants of any notification about its mail: the parameters of MAIL, RFC 3461 §4.3 and §4.4. */
export interface MailNotification {
  readonly returned?: "full" | "headers";
  /** The sender's own name for the mail, xtext decoded. */
  readonly envelopeId?: string;
}

/** What one accepted RCPT stands for. */
export type Recipient =
  /** Phones; more than one when a quoted local part listed several. */
  | {
    readonly kind: "phones";
    readonly numbers: readonly PhoneNumber[];
    readonly wishes?: Wishes;
    readonly notification?: RecipientNotification;
  }
  /** The phone whose SMS the mail answers: known once its header is read. */
  | {
    readonly kind: "answer";
    readonly notification?: RecipientNotification;
  }
  /** The operator's mailbox, which every SMTP server must have (RFC 5321 §4.5.1). */
  | { readonly kind: "postmaster" };

/** One mail's SMTP transaction, all recipients already checked. */
export interface Envelope {
  readonly client: Client;
  readonly reversePath: ReversePath;
  readonly recipients: readonly Recipient[];
  readonly notification?: MailNotification;
}

/** The bytes between DATA and the final dot, dots unstuffed, every line ended by CRLF. */
export type RawMessage = Uint8Array;
