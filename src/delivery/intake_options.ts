import type {
  Client,
  Clock,
  Envelope,
  ForwardPath,
  MailVerdict,
  MessageId,
  PhoneNumber,
  RawMessage,
  Recipient,
  RecipientVerdict,
  Refusal,
  ReversePath,
} from "../model/mod.ts";
import type { TypedOptions } from "./typed.ts";
import type { Usage } from "../policy/mod.ts";
import type { MessageRecord, StoreError } from "../queue/mod.ts";
import type { ComposeOptions } from "./compose.ts";
import type { DoorOptions } from "./door.ts";
import type { EscalationRule, PeopleOf } from "./escalation_rules.ts";
import type { DeliveryEvent } from "./event.ts";
import type { TimeRules } from "./time_rules.ts";
import type { Answers } from "./answers.ts";
import type { AnswerOptions } from "./mail_answer.ts";

/** What the intake needs to know of the config. */
export interface IntakeOptions extends DoorOptions {
  readonly compose: ComposeOptions;
  /** How long a delivery may wait before it expires, milliseconds. */
  readonly expireAfterMs: number;
  /** Absent: none. */
  readonly timeRules?: TimeRules;
  /** How long an accepted mail is remembered for its repeats, milliseconds; 0 for not at all. */
  readonly dedupeWindowMs: number;
  readonly clock: Clock;
  /** Which messages escalate; absent: none. */
  readonly escalation?: {
    readonly rules: readonly EscalationRule[];
    readonly peopleOf: PeopleOf;
  };
  /** Called for each mail that the database could not take. */
  readonly refusedFor?: (trouble: StoreError) => void;
  /** Called when an escalation has begun. */
  readonly escalationBegun?: () => void;
  readonly observe: (event: DeliveryEvent) => void;
  /** What the replies of an intake stood for that this one takes the place of; absent: it is the first. */
  readonly given?: Answers;
  /** Absent: no mail is an answer to an SMS. */
  readonly answers?: AnswerOptions;
  /** Called after each accepted mail with the number of its deliveries, and the routes of those that have one. */
  readonly wake: (deliveries: number, routes: readonly string[]) => void;
}

/** Lets mails in: judges recipients, makes the text, and answers only when all is on disk. Satisfies smtp's `Receiver`. */
export interface Intake {
  recipient(
    path: ForwardPath,
    context: {
      readonly client: Client;
      readonly reversePath: ReversePath;
      readonly recipients: readonly Recipient[];
    },
  ): RecipientVerdict;
  message(envelope: Envelope, raw: RawMessage): Promise<MailVerdict>;
  /** Notes that the client of a mail may not have heard that it was accepted. Never rejects. */
  unheard(id: MessageId): Promise<void>;
  /** Whom a person means by a number or a name of the phone book. */
  numbersOf(recipient: string):
    | { readonly kind: "numbers"; readonly numbers: readonly PhoneNumber[] }
    | { readonly kind: "refused"; readonly refusal: Refusal };
  /** The same way for a command or the API: numbers, names and text as a person typed them; to all of them or to none. */
  send(
    to: string | readonly string[],
    text: string,
    options?: TypedOptions,
  ): Promise<MailVerdict>;
  /** An earlier message once more, as a new one, to some of its recipients. */
  sendAgain(
    message: MessageRecord,
    recipients: readonly PhoneNumber[],
  ): Promise<MailVerdict>;
  /** What its replies stood for; for an intake that takes its place. */
  readonly given: Answers;
  /** What is counted under the limits and not yet on disk: whoever counts anew from what is there must count this, too. */
  readonly underWay: readonly Usage[];
}
