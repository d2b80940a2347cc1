import {
  type Client,
  type Clock,
  type Envelope,
  type ForwardPath,
  type Mail,
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
  return {
    recipient(path, { client }) {
      const refusal = checkClient(client.address, options.allow);
      return refusal === undefined
        ? readRecipient(path, options.recipient)
        : { kind: "refused", refusal };
    },
    message: (envelope, raw) => acceptMail(store, envelope, raw, options),
    send: (recipient, text) => acceptText(store, recipient, text, options),
    sendAgain: (message, recipients) =>
      acceptAgain(store, message, recipients, options),
  };
}

async function acceptMail(
  store: Store,
  envelope: Envelope,
  raw: RawMessage,
  options: IntakeOptions,
): Promise<MailVerdict> {
  const mail = await parseMail(raw);
  const numbers = numbersOf(envelope);
  const writes: Promise<void>[] = [];
  const id = newMessageId(options.clock);
  if (envelope.recipients.some(({ kind }) => kind === "postmaster")) {
    writes.push(keep(store, inboxItem(mail, envelope, options), options));
  }
  if (numbers.length > 0) {
    const made = submissionOf(mail, {
      id,
      source: "smtp",
      reversePath: envelope.reversePath,
      clientAddress: envelope.client.address,
      numbers,
    }, options);
    if (made.kind === "refused") return made;
    writes.push(accept(store, made.accepted, options));
  }
  return await verdict(id, writes);
}

async function acceptText(
  store: Store,
  recipient: string,
  text: string,
  options: IntakeOptions,
): Promise<MailVerdict> {
  const read = readRecipient(recipient, options.recipient);
  if (read.kind === "refused") return read;
  if (read.recipient.kind === "postmaster") {
    const why = "A message goes to a phone number, not to the postmaster";
    return refused({ code: 553, enhanced: "5.1.3", text: why });
  }
  const mail = { subject: "", from: "", messageId: "", text, attachments: [] };
  const id = newMessageId(options.clock);
  const made = submissionOf(mail, {
    id,
    source: "command",
    reversePath: "",
    clientAddress: "",
    numbers: read.recipient.numbers,
  }, options);
  if (made.kind === "refused") return made;
  return await verdict(id, [accept(store, made.accepted, options)]);
}

async function acceptAgain(
  store: Store,
  message: MessageRecord,
  recipients: readonly PhoneNumber[],
  options: IntakeOptions,
): Promise<MailVerdict> {
  const { deliveries: _, ...origin } = message;
  const acceptedAt = options.clock.now();
  const submission: Submission = {
    ...origin,
    id: newMessageId(options.clock),
    source: "command",
    acceptedAt,
    expiresAt: acceptedAt + options.expireAfterMs,
    segmentCount: countSegments(message.message.text, message.message),
    recipients,
  };
  const accepted = { kind: "accepted", submission, attachments: [] } as const;
  return await verdict(submission.id, [accept(store, accepted, options)]);
}

type Accepted = DeliveryEvent & { readonly kind: "accepted" };

function submissionOf(
  mail: Mail,
  origin:
    & Pick<Submission, "id" | "source" | "reversePath" | "clientAddress">
    & { readonly numbers: readonly PhoneNumber[] },
  options: IntakeOptions,
):
  | { readonly kind: "made"; readonly accepted: Omit<Accepted, "deliveries"> }
  | { readonly kind: "refused"; readonly refusal: Refusal } {
  const composition = compose(mail, options.compose);
  if (composition.kind === "refused") return composition;
  const { message, segmentCount, cutFrom } = composition;
  const { numbers, ...rest } = origin;
  const acceptedAt = options.clock.now();
  const submission: Submission = {
    ...rest,
    acceptedAt,
    expiresAt: acceptedAt + options.expireAfterMs,
    subject: mail.subject,
    message,
    segmentCount,
    recipients: numbers,
  };
  const accepted = {
    kind: "accepted",
    submission,
    attachments: mail.attachments,
    ...(cutFrom === undefined ? {} : { cutFrom }),
  } as const;
  return { kind: "made", accepted };
}

async function accept(
  store: Store,
  accepted: Omit<Accepted, "deliveries">,
  options: IntakeOptions,
): Promise<void> {
  const deliveries = await store.accept(accepted.submission);
  options.wake(deliveries.length);
  options.observe({ ...accepted, deliveries });
}

async function keep(
  store: Store,
  item: InboxItem,
  options: IntakeOptions,
): Promise<void> {
  await store.keep(item);
  options.observe({ kind: "kept", item });
}

// Both writes were asked for in one turn, so they stand or fall with one commit.
async function verdict(
  id: MessageId,
  writes: readonly Promise<void>[],
): Promise<MailVerdict> {
  try {
    await Promise.all(writes);
    return { kind: "queued", id };
  } catch (error) {
    if (error instanceof StoreError) return refused(refusalOf(error));
    throw error;
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

function numbersOf(envelope: Envelope): readonly PhoneNumber[] {
  const numbers = envelope.recipients.flatMap((recipient) =>
    recipient.kind === "phones" ? recipient.numbers : []
  );
  return [...new Set(numbers)];
}

function inboxItem(
  mail: Mail,
  envelope: Envelope,
  options: IntakeOptions,
): InboxItem {
  return {
    receivedAt: options.clock.now(),
    kind: "postmaster",
    from: envelope.reversePath || mail.from,
    subject: mail.subject,
    text: mail.text,
  };
}
