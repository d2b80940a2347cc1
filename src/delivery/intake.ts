import {
  type Client,
  type Clock,
  type Envelope,
  type ForwardPath,
  type MailText,
  type MailVerdict,
  type MessageId,
  newMessageId,
  type PhoneNumber,
  type RawMessage,
  type Recipient,
  type RecipientVerdict,
  type Refusal,
  type ReversePath,
} from "../model/mod.ts";
import { loopRefusal, parseMail } from "../mail/mod.ts";
import {
  type MessageRecord,
  type PostmasterItem,
  type Repeated,
  type Store,
  StoreError,
  type Submission,
} from "../queue/mod.ts";
import { countSegments } from "../sms/mod.ts";
import { addressedAgain, addressees } from "./addressees.ts";
import { Answers } from "./answers.ts";
import { compose, type ComposeOptions } from "./compose.ts";
import { Door, type DoorOptions, recipientsOf, usagesOf } from "./door.ts";
import type { DeliveryEvent } from "./event.ts";

/** What the intake needs to know of the config. */
export interface IntakeOptions extends DoorOptions {
  readonly compose: ComposeOptions;
  /** How long a delivery may wait before it expires, milliseconds. */
  readonly expireAfterMs: number;
  /** How long an accepted mail is remembered for its repeats, milliseconds; 0 for not at all. */
  readonly dedupeWindowMs: number;
  readonly clock: Clock;
  readonly observe: (event: DeliveryEvent) => void;
  /** Called after each accepted mail with the number of its deliveries. */
  readonly wake: (deliveries: number) => void;
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
  /** The same way for a command: number and text as a person typed them. */
  send(recipient: string, text: string): Promise<MailVerdict>;
  /** An earlier message once more, as a new one, to some of its recipients. */
  sendAgain(
    message: MessageRecord,
    recipients: readonly PhoneNumber[],
  ): Promise<MailVerdict>;
}

/** Makes the intake of one appliance. */
export function createIntake(store: Store, options: IntakeOptions): Intake {
  return new StoreIntake(store, options);
}

/** What is to be made durable of one mail. */
interface Accepted {
  readonly submission?: Submission;
  readonly item?: PostmasterItem;
  readonly cutFrom?: number;
  readonly attachments?: readonly string[];
}

/** Where a message comes from, and where it goes. */
type Origin = Omit<
  Submission,
  "acceptedAt" | "expiresAt" | "subject" | "message" | "segmentCount"
>;

type Made =
  | {
    readonly kind: "made";
    readonly submission: Submission;
    readonly cutFrom?: number;
  }
  | { readonly kind: "refused"; readonly refusal: Refusal };

// RFC 5321 §6.3 wants at least 100 hops to be taken, for mail across the Internet; other servers refuse from 50 on, and an alert that
// takes ten is rare.
const maxReceived = 50;

class StoreIntake implements Intake {
  readonly #store: Store;
  readonly #options: IntakeOptions;
  readonly #door: Door;
  readonly #answers = new Answers();

  constructor(store: Store, options: IntakeOptions) {
    this.#store = store;
    this.#options = options;
    this.#door = new Door(options);
  }

  recipient(
    path: ForwardPath,
    context: Parameters<Intake["recipient"]>[1],
  ): RecipientVerdict {
    return this.#door.judge(path, context);
  }

  async message(envelope: Envelope, raw: RawMessage): Promise<MailVerdict> {
    const { clock } = this.#options;
    const mail = await parseMail(raw);
    const looping = loopRefusal(mail, { maxReceived });
    if (looping !== undefined) return refused(looping);
    const { client, reversePath, notification } = envelope;
    const id = newMessageId(clock);
    const item = isForPostmaster(envelope)
      ? { item: inboxItem(mail, envelope, clock.now()) }
      : {};
    const to = addressees(envelope.recipients);
    if (to.recipients.length === 0) return await this.#accept(id, item);
    const from = mail.from || reversePath;
    const made = this.#compose({ ...mail, from, reversePath }, {
      id,
      source: "smtp",
      reversePath,
      clientAddress: client.address,
      ...(client.user === undefined ? {} : { user: client.user }),
      ...(mail.messageId === "" ? {} : { messageId: mail.messageId }),
      ...(notification === undefined ? {} : { notification }),
      ...(mail.autoSubmitted ? { automatic: true } : {}),
      ...to,
    });
    if (made.kind === "refused") return made;
    const { attachments } = mail;
    return await this.#admit(envelope, { ...item, ...made, attachments });
  }

  async unheard(id: MessageId): Promise<void> {
    try {
      for (const each of this.#answers.stoodFor(id)) {
        await this.#store.markUnheard(each);
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // Then a repeat of it goes out as well, as it would without this rule.
      this.#options.observe({ kind: "trouble", text: error.message });
    }
  }

  async send(recipient: string, text: string): Promise<MailVerdict> {
    const { clock } = this.#options;
    const read = this.#door.read(recipient);
    if (read.kind === "refused") return read;
    const to = addressees(recipientsOf(read));
    if (to.recipients.length === 0) {
      const why = "A message goes to a phone number, not to the postmaster";
      return refused({ code: 553, enhanced: "5.1.3", text: why });
    }
    const made = this.#compose({ subject: "", from: "", text }, {
      id: newMessageId(clock),
      source: "command",
      reversePath: "",
      clientAddress: "",
      ...to,
    });
    if (made.kind === "refused") return made;
    return await this.#accept(made.submission.id, made);
  }

  async sendAgain(
    message: MessageRecord,
    recipients: readonly PhoneNumber[],
  ): Promise<MailVerdict> {
    const { deliveries, madeBy: _, ...origin } = message;
    const { clock, expireAfterMs } = this.#options;
    const acceptedAt = clock.now();
    const submission: Submission = {
      ...origin,
      id: newMessageId(clock),
      source: "command",
      insteadOf: message.id,
      acceptedAt,
      expiresAt: acceptedAt + expireAfterMs,
      segmentCount: countSegments(message.message.text, message.message),
      recipients,
      ...addressedAgain(deliveries),
    };
    return await this.#accept(submission.id, { submission });
  }

  #compose(
    mail: MailText & { readonly reversePath?: ReversePath },
    origin: Origin,
  ): Made {
    const composition = compose(mail, this.#options.compose);
    if (composition.kind === "refused") return composition;
    const { clock, expireAfterMs } = this.#options;
    const acceptedAt = clock.now();
    const { message, segmentCount, cutFrom } = composition;
    const submission = {
      ...origin,
      acceptedAt,
      expiresAt: acceptedAt + expireAfterMs,
      subject: mail.subject,
      message,
      segmentCount,
    };
    const cut = cutFrom === undefined ? {} : { cutFrom };
    return { kind: "made", submission, ...cut };
  }

  /** Accepts a client's mail, within its limits. What two connections were told at RCPT may be more than fits: it is counted here. */
  async #admit(
    envelope: Envelope,
    accepted: Accepted & { readonly submission: Submission },
  ): Promise<MailVerdict> {
    const { usage, clock } = this.#options;
    const { submission } = accepted;
    if (!usage.limits) return await this.#accept(submission.id, accepted);
    const now = clock.monotonic();
    const wanted = usagesOf(submission.recipients, envelope);
    const refusal = usage.check(wanted, { now });
    if (refusal !== undefined) return refused(refusal);
    usage.count(wanted, now);
    let unused = wanted;
    try {
      return await this.#accept(submission.id, accepted, (repeated) => {
        unused = usagesOf(repeated.map((it) => it.recipient), envelope);
      });
    } finally {
      usage.giveBack(unused, now);
    }
  }

  async #accept(
    id: MessageId,
    accepted: Accepted,
    onStored: (repeated: readonly Repeated[]) => void = () => {},
  ): Promise<MailVerdict> {
    const { submission, item } = accepted;
    const { dedupeWindowMs } = this.#options;
    const repeats = submission?.source === "smtp" && dedupeWindowMs > 0
      ? { repeats: { since: submission.acceptedAt - dedupeWindowMs } }
      : {};
    const watch = this.#options.storm?.watch(submission);
    try {
      const stored = await this.#store.accept({
        ...(submission === undefined ? {} : { submission }),
        ...(item === undefined ? {} : { item }),
        ...repeats,
        ...(watch === undefined ? {} : { storm: watch }),
      });
      const { deliveries, repeated } = stored;
      onStored(repeated);
      this.#tell(id, accepted, stored);
      const answer = deliveries.length === 0 ? repeated[0]?.id ?? id : id;
      this.#answers.note(answer, repeated.map((it) => it.id));
      return { kind: "queued", id: answer };
    } catch (error) {
      if (error instanceof StoreError) return refused(refusalOf(error));
      throw error;
    }
  }

  #tell(
    id: MessageId,
    { submission, item, cutFrom, attachments = [] }: Accepted,
    { deliveries, repeated, storm }: Awaited<ReturnType<Store["accept"]>>,
  ): void {
    const { observe, wake } = this.#options;
    if (item !== undefined) observe({ kind: "kept", id, item });
    if (submission === undefined) return;
    if (repeated.length > 0) {
      observe({ kind: "repeated", submission, repeated });
    }
    if (deliveries.length === 0) return;
    wake(deliveries.length);
    const again = new Set(repeated.map((it) => it.recipient));
    const recipients = again.size === 0
      ? submission.recipients
      : submission.recipients.filter((it) => !again.has(it));
    observe({
      kind: "accepted",
      submission: { ...submission, recipients },
      deliveries,
      attachments,
      ...(cutFrom === undefined ? {} : { cutFrom }),
      ...(storm === undefined ? {} : { storm }),
    });
    if (storm !== undefined) this.#options.storm?.accepted(storm);
  }
}

function refused(refusal: Refusal): MailVerdict & { readonly kind: "refused" } {
  return { kind: "refused", refusal };
}

/** What an SMTP client is told of trouble with the database: always to come back. */
export function refusalOf(error: StoreError): Refusal {
  return error.code === "full"
    ? { code: 452, enhanced: "4.3.1", text: error.message }
    : { code: 451, enhanced: "4.3.0", text: error.message };
}

function isForPostmaster({ recipients }: Envelope): boolean {
  return recipients.some(({ kind }) => kind === "postmaster");
}

function inboxItem(
  mail: MailText,
  envelope: Envelope,
  receivedAt: number,
): PostmasterItem {
  return {
    receivedAt,
    kind: "postmaster",
    from: envelope.reversePath || mail.from,
    subject: mail.subject,
    text: mail.text,
  };
}
