import type {
  DeliveryId,
  MailNotification,
  MessageId,
  PhoneNumber,
  RecipientNotification,
  ShortMessage,
  Wishes,
} from "../model/mod.ts";
import type { NewEscalation } from "./escalation_record.ts";
import type { InboundItem } from "./inbound_item.ts";
import type { StormOutcome, StormWatch } from "./storm.ts";

/** How a message came in: by mail, by a command (or by cellpost itself), or by a program or a person that uses the API. */
export type Source = "smtp" | "command" | "api";

/** One message with all its recipients. Times are wall milliseconds. */
export interface Submission {
  readonly id: MessageId;
  readonly acceptedAt: number;
  /** When a delivery that has not left by then expires; as much later for a recipient as its `sendAt` is after `acceptedAt`. */
  readonly expiresAt: number;
  /** For recipients whose first attempt or expiry is not what follows from `acceptedAt`, `expiresAt` and `sendAt`. */
  readonly times?: ReadonlyMap<PhoneNumber, DeliveryTimes>;
  /** Whether the operator wants it sent whatever the time. */
  readonly forced?: boolean;
  /** How it came in, for the operator. */
  readonly source: Source;
  /** Why cellpost made it itself; absent: it did not. */
  readonly madeBy?: "merge" | "escalation" | "alarm" | "reply";
  /** The message that the operator has sent again by this one. */
  readonly insteadOf?: MessageId;
  readonly reversePath: string;
  /** The client's IP address, or "" for a command. */
  readonly clientAddress: string;
  /** The name that the client had logged in with. */
  readonly user?: string;
  /** What its Message-ID header holds (RFC 5322 §3.6.4), as written. */
  readonly messageId?: string;
  readonly notification?: MailNotification;
  /** Whether a program or a list sent it (Auto-Submitted, Precedence), so that nobody waits for an answer. */
  readonly automatic?: boolean;
  readonly subject: string;
  readonly message: ShortMessage;
  /** How many SMS the text takes: 1 to 255. */
  readonly segmentCount: number;
  readonly recipients: readonly PhoneNumber[];
  /** For recipients that wish more than the message itself says. */
  readonly wishes?: ReadonlyMap<PhoneNumber, Wishes>;
  /** A recipient whose SMS only this modem may take before `until`, wall milliseconds: its answers come back there. */
  readonly prefer?: {
    readonly recipient: PhoneNumber;
    readonly modem: string;
    readonly until: number;
  };
  /** For recipients that may not be served by any modem: their routes by name. */
  readonly routes?: ReadonlyMap<PhoneNumber, string>;
  /** For recipients of which the sender said what it wants to be told. */
  readonly notifications?: ReadonlyMap<PhoneNumber, RecipientNotification>;
}

/** When a delivery may go, wall milliseconds. */
export interface DeliveryTimes {
  /** Not before; later than its `sendAt` where a rule of time makes it wait, which `reason` then tells. */
  readonly dueAt: number;
  readonly expiresAt: number;
  readonly reason?: string;
}

/** A mail for the operator, kept until he reads it. */
export interface PostmasterItem {
  readonly receivedAt: number;
  readonly kind: "postmaster";
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

/** What is in the inbox: mails to the postmaster, and SMS that modems have received. */
export type InboxItem = PostmasterItem | InboundItem;

/** A request that its caller may repeat: under the same key it makes one message, however often it comes. */
export interface Once {
  /** Whose key it is. */
  readonly caller: string;
  readonly key: string;
  /** Of what is asked for. */
  readonly fingerprint: string;
  /** What was accepted before is forgotten, wall milliseconds. */
  readonly since: number;
}

/** What a key was used for before. */
export type AskedBefore =
  /** For the same request, which this message has answered. */
  | { readonly kind: "same"; readonly id: MessageId }
  /** For another one. */
  | { readonly kind: "other" };

/** What one mail leaves behind: SMS, something for the operator, or both. */
export interface Acceptance {
  readonly submission?: Submission;
  readonly item?: PostmasterItem;
  /**
   * Leaves out recipients that had the same text from the same reverse-path by a mail accepted at `since` or later and not after this
   * one, whose Message-ID is the same, or whose client may not have heard that it was accepted. Absent: nothing is a repeat.
   */
  readonly repeats?: { readonly since: number };
  /** Holds what is new of it against storms; absent: all goes out. */
  readonly storm?: StormWatch;
  /** Makes nothing where the key was used before. */
  readonly once?: Once;
  /** Begin with the submission; one whose recipients are all repeats does not. */
  readonly escalations?: readonly NewEscalation[];
}

/** A recipient that was left out of a mail. */
export interface Repeated {
  readonly recipient: PhoneNumber;
  /** The earlier mail whose delivery serves it. */
  readonly id: MessageId;
}

/** What became of a mail. */
export interface Accepted {
  /** The new deliveries, in the order of those recipients that are no repeats. */
  readonly deliveries: readonly DeliveryId[];
  readonly repeated: readonly Repeated[];
  /** Where the mail was held against storms. */
  readonly storm?: StormOutcome;
  /** Where its key was used before, so that nothing was made. */
  readonly before?: AskedBefore;
}
