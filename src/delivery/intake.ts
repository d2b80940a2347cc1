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
  type RecipientVerdict,
  type Refusal,
} from "../model/mod.ts";
import {
  parseMail,
  readRecipient,
  type RecipientOptions,
} from "../mail/mod.ts";
import { checkClient, type Network } from "../policy/mod.ts";
import {
  type InboxItem,
  type MessageRecord,
  type Store,
  StoreError,
  type Submission,
} from "../queue/mod.ts";
import { countSegments } from "../sms/mod.ts";
import { compose, type ComposeOptions } from "./compose.ts";
import type { DeliveryEvent } from "./event.ts";

/** What the intake needs to know of the config. */
export interface IntakeOptions {
  readonly recipient: RecipientOptions;
  readonly compose: ComposeOptions;
  /** Client networks that may send. */
  readonly allow: readonly Network[];
  /** How long a delivery may wait before it expires, milliseconds. */
  readonly expireAfterMs: number;
  readonly clock: Clock;
  readonly observe: (event: DeliveryEvent) => void;
  /** Called after each accepted mail with the number of its deliveries. */
  readonly wake: (deliveries: number) => void;
}

/** Lets mails in: judges recipients, makes the text, and answers only when all is on disk. Satisfies smtp's `Receiver`. */
export interface Intake {
  recipient(
    path: ForwardPath,
    context: { readonly client: Client },
  ): RecipientVerdict;
  message(envelope: Envelope, raw: RawMessage): Promise<MailVerdict>;
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
  readonly item?: InboxItem;
}

/** Where a message comes from, and where it goes. */
type Origin = Pick<
  Submission,
  "id" | "source" | "reversePath" | "clientAddress" | "recipients"
>;

type Made =
  | { readonly kind: "made"; readonly submission: Submission }
  | { readonly kind: "refused"; readonly refusal: Refusal };

// Alerts go to few numbers again and again, and reading one is a tenth of what a mail costs. Refusals are not kept: a flood of wrong
// numbers would push out the right ones.
const rememberedPaths = 1000;

class StoreIntake implements Intake {
  readonly #store: Store;
  readonly #options: IntakeOptions;
  readonly #remembered = new Map<ForwardPath, RecipientVerdict>();

  constructor(store: Store, options: IntakeOptions) {
    this.#store = store;
    this.#options = options;
  }

  recipient(
    path: ForwardPath,
    { client }: { readonly client: Client },
  ): RecipientVerdict {
    const refusal = checkClient(client.address, this.#options.allow);
    if (refusal !== undefined) return { kind: "refused", refusal };
    const known = this.#remembered.get(path);
    if (known !== undefined) return known;
    const verdict = readRecipient(path, this.#options.recipient);
    if (verdict.kind === "accepted") this.#remember(path, verdict);
    return verdict;
  }

  async message(envelope: Envelope, raw: RawMessage): Promise<MailVerdict> {
    const { clock } = this.#options;
    const mail = await parseMail(raw);
    const from = mail.from || envelope.reversePath;
    const id = newMessageId(clock);
    const item = isForPostmaster(envelope)
      ? { item: inboxItem(mail, envelope, clock.now()) }
      : {};
    const recipients = numbersOf(envelope);
    if (recipients.length === 0) return await this.#accept(id, item);
    const made = this.#compose({ ...mail, from }, {
      id,
      source: "smtp",
      reversePath: envelope.reversePath,
      clientAddress: envelope.client.address,
      recipients,
    });
    if (made.kind === "refused") return made;
    return await this.#accept(id, { ...item, ...made }, mail.attachments);
  }

  async send(recipient: string, text: string): Promise<MailVerdict> {
    const { clock } = this.#options;
    const read = readRecipient(recipient, this.#options.recipient);
    if (read.kind === "refused") return read;
    if (read.recipient.kind === "postmaster") {
      const why = "A message goes to a phone number, not to the postmaster";
      return refused({ code: 553, enhanced: "5.1.3", text: why });
    }
    const id = newMessageId(clock);
    const made = this.#compose(
      { subject: "", from: "", text },
      {
        id,
        source: "command",
        reversePath: "",
        clientAddress: "",
        recipients: read.recipient.numbers,
      },
    );
    if (made.kind === "refused") return made;
    return await this.#accept(id, made);
  }

  async sendAgain(
    message: MessageRecord,
    recipients: readonly PhoneNumber[],
  ): Promise<MailVerdict> {
    const { deliveries: _, ...origin } = message;
    const { clock, expireAfterMs } = this.#options;
    const acceptedAt = clock.now();
    const submission: Submission = {
      ...origin,
      id: newMessageId(clock),
      source: "command",
      acceptedAt,
      expiresAt: acceptedAt + expireAfterMs,
      segmentCount: countSegments(message.message.text, message.message),
      recipients,
    };
    return await this.#accept(submission.id, { submission });
  }

  #remember(path: ForwardPath, verdict: RecipientVerdict): void {
    const oldest = this.#remembered.keys().next();
    if (this.#remembered.size >= rememberedPaths && !oldest.done) {
      this.#remembered.delete(oldest.value);
    }
    this.#remembered.set(path, verdict);
  }

  #compose(
    mail: MailText,
    origin: Origin,
  ): Made & { readonly cutFrom?: number } {
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

  async #accept(
    id: MessageId,
    accepted: Accepted & { readonly cutFrom?: number },
    attachments: readonly string[] = [],
  ): Promise<MailVerdict> {
    const { submission, item, cutFrom } = accepted;
    try {
      const { deliveries } = await this.#store.accept({
        ...(submission === undefined ? {} : { submission }),
        ...(item === undefined ? {} : { item }),
      });
      const { observe, wake } = this.#options;
      if (item !== undefined) observe({ kind: "kept", id, item });
      if (submission !== undefined) {
        wake(deliveries.length);
        const cut = cutFrom === undefined ? {} : { cutFrom };
        const told = { submission, deliveries, attachments, ...cut };
        observe({ kind: "accepted", ...told });
      }
      return { kind: "queued", id };
    } catch (error) {
      if (error instanceof StoreError) return refused(refusalOf(error));
      throw error;
    }
  }
}

function refused(refusal: Refusal): MailVerdict {
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

function numbersOf(envelope: Envelope): readonly PhoneNumber[] {
  const [only, ...others] = envelope.recipients;
  if (only?.kind === "phones" && others.length === 0) return only.numbers;
  const numbers = envelope.recipients.flatMap((recipient) =>
    recipient.kind === "phones" ? recipient.numbers : []
  );
  return [...new Set(numbers)];
}

function inboxItem(
  mail: MailText,
  envelope: Envelope,
  receivedAt: number,
): InboxItem {
  return {
    receivedAt,
    kind: "postmaster",
    from: envelope.reversePath || mail.from,
    subject: mail.subject,
    text: mail.text,
  };
}
