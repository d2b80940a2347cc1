import {
  type Envelope,
  type ForwardPath,
  type MailText,
  type MailVerdict,
  type MessageId,
  newMessageId,
  type PhoneNumber,
  type Priority,
  type RawMessage,
  type RecipientVerdict,
  type Refusal,
  type ReversePath,
} from "../model/mod.ts";
import { loopRefusal, parseMail, type WrittenLimit } from "../mail/mod.ts";
import {
  type MessageRecord,
  type Once,
  type Repeated,
  type Store,
  StoreError,
  type Submission,
} from "../queue/mod.ts";
import type { Usage } from "../policy/mod.ts";
import { countSegments } from "../sms/mod.ts";
import { type AcceptedMail, tellAccepted } from "./accepted_event.ts";
import { addressedAgain, addressees } from "./addressees.ts";
import { refusalOf } from "./refusal.ts";
import { Answers } from "./answers.ts";
import { escalationsOf } from "./escalation_rules.ts";
import { Door, numbersOf, recipientsOf, usagesOf } from "./door.ts";
import { Answering } from "./answering.ts";
import { cancelListed, deniedRefusal } from "./deny_list.ts";
import type { Intake, IntakeOptions } from "./intake_options.ts";
import { inboxItem, isForPostmaster } from "./postmaster.ts";
import { compose, type ComposeOptions, senderRule } from "./compose.ts";
import { deliveryTimes } from "./delivery_times.ts";
import { neverInTime, readHeaderTimes, withSendAt } from "./header_times.ts";
import { noTimeRules } from "./time_rules.ts";
import { type Routed, withPriority, withRoutes } from "./routed.ts";
import { readTyped, type TypedOptions, verdictOf } from "./typed.ts";

export type { Intake, IntakeOptions };

/** Makes the intake of one appliance. */
export function createIntake(store: Store, options: IntakeOptions): Intake {
  return new StoreIntake(store, options);
}

/** What is to be made durable of one mail. */
interface Accepted extends AcceptedMail {
  /** Whether others get it when nobody confirms it. */
  readonly escalates?: true;
  /** Under which key it may come again. */
  readonly once?: Once;
}

/** Where a message comes from, and where it goes. */
type Origin = Omit<
  Submission,
  "acceptedAt" | "expiresAt" | "subject" | "message" | "segmentCount"
>;

/** What an SMS is made of. */
type Words = MailText & {
  readonly reversePath?: ReversePath;
  readonly priority?: Priority;
};

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
  readonly #answering: Answering;
  readonly given: Answers;
  /** What is counted and not yet on disk. */
  readonly #underWay = new Set<readonly Usage[]>();

  constructor(store: Store, options: IntakeOptions) {
    this.#store = store;
    this.#options = options;
    this.#door = new Door(options);
    this.#answering = new Answering(store, this.#door, options);
    this.given = options.given ?? new Answers();
  }

  get underWay(): readonly Usage[] {
    return [...this.#underWay].flat();
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
    const answer = this.#answering.read(mail, envelope);
    if (answer.kind === "refused") return answer;
    const all = addressees(answer.envelope.recipients);
    if (all.recipients.length === 0) return await this.#accept(id, item);
    const times = readHeaderTimes(mail, this.#options.recipient.localClock);
    if (times.kind === "refused") return times;
    const to = withSendAt(all, times.sendAt);
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
      ...(answer.prefer === undefined ? {} : { prefer: answer.prefer }),
    }, { ...times, expire: mail.expire, options: answer.compose });
    if (made.kind === "refused") return made;
    const { attachments } = mail;
    const parts = { ...item, ...made, attachments, escalates: true } as const;
    return await this.#admit(envelope, parts);
  }

  async unheard(id: MessageId): Promise<void> {
    try {
      for (const each of this.given.stoodFor(id)) {
        await this.#store.markUnheard(each);
      }
    } catch (error) {
      // Then a repeat of it goes out as well, as it would without this rule.
      this.#tellTrouble(error);
    }
  }

  #tellTrouble(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    this.#options.observe({ kind: "trouble", text: error.message });
  }

  numbersOf(recipient: string): ReturnType<Intake["numbersOf"]> {
    const read = this.#door.read(recipient);
    if (read.kind === "refused") return read;
    return { kind: "numbers", numbers: numbersOf(recipientsOf(read)) };
  }

  async send(
    to: string | readonly string[],
    text: string,
    options: TypedOptions = {},
  ): Promise<MailVerdict> {
    const { priority, account, once } = options;
    // First of all: what was granted once is not refused by what has changed since.
    const before = once && this.#askedBefore(once);
    if (before !== undefined) return before;
    const { clock } = this.#options;
    const texts = typeof to === "string" ? [to] : to;
    const read = readTyped(texts, this.#door, { ...options, now: clock.now() });
    if (read.kind === "refused") return read;
    const words = { subject: "", from: "", text };
    const made = this.#compose(priority ? { ...words, priority } : words, {
      id: newMessageId(clock),
      source: account === undefined ? "command" : "api",
      reversePath: "",
      clientAddress: account?.address ?? "",
      ...(account?.user === undefined ? {} : { user: account.user }),
      ...read.to,
    });
    if (made.kind === "refused") return made;
    const denied = this.#refuseDenied(read.to.recipients);
    if (denied !== undefined) return denied;
    const parts = { ...made, escalates: true, ...(once && { once }) } as const;
    if (account === undefined) {
      return await this.#accept(made.submission.id, parts);
    }
    const client = { ...account, helo: "" };
    return await this.#admit({ client, reversePath: "" }, parts);
  }

  #askedBefore(once: Once): MailVerdict | undefined {
    try {
      const before = this.#store.askedBefore(once);
      return before && verdictOf(before);
    } catch (error) {
      return this.#refuseFor(error);
    }
  }

  #refuseFor(error: unknown): MailVerdict {
    if (!(error instanceof StoreError)) throw error;
    this.#options.refusedFor?.(error);
    return refused(refusalOf(error));
  }

  #refuseDenied(
    numbers: readonly PhoneNumber[],
  ): MailVerdict | undefined {
    const { replies } = this.#store;
    const denied = numbers.filter((it) => replies.isDenied(it));
    return denied.length === 0 ? undefined : refused(deniedRefusal(denied));
  }

  async sendAgain(
    message: MessageRecord,
    recipients: readonly PhoneNumber[],
  ): Promise<MailVerdict> {
    const { deliveries, madeBy: _, ...origin } = message;
    const { clock, expireAfterMs } = this.#options;
    const denied = this.#refuseDenied(recipients);
    if (denied !== undefined) return denied;
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
      forced: true,
    };
    const routed = withRoutes(submission, this.#options.router);
    if (routed.kind === "refused") return routed;
    return await this.#accept(submission.id, routed);
  }

  #compose(
    mail: Words,
    origin: Origin,
    { limit, expire = "", options = this.#options.compose }: {
      readonly limit?: WrittenLimit;
      readonly expire?: string;
      readonly options?: ComposeOptions | undefined;
    } = {},
  ): Made {
    const composition = compose(mail, options);
    if (composition.kind === "refused") return composition;
    const { clock, timeRules: rules = noTimeRules, recipient } = this.#options;
    const acceptedAt = clock.now();
    const { message, segmentCount, cutFrom } = composition;
    const { expireAfterMs = this.#options.expireAfterMs } = composition;
    const lifeMs = limit?.kind === "after" ? limit.afterMs : expireAfterMs;
    const timed = { ...origin, acceptedAt, expiresAt: acceptedAt + lifeMs };
    const { localClock } = recipient;
    const submission = {
      ...timed,
      ...deliveryTimes(timed, { limit, rules }),
      subject: mail.subject,
      message,
      segmentCount,
    };
    const late = neverInTime(submission, { expire, localClock });
    if (late !== undefined) return refused(late);
    const cut = cutFrom === undefined ? {} : { cutFrom };
    const routed = this.#route(submission, mail);
    return routed.kind === "refused"
      ? routed
      : { kind: "made", submission: routed.submission, ...cut };
  }

  /** What was written to the recipient counts most, then the mail's own header, then the rule for its sender. */
  #route(submission: Submission, mail: Words): Routed<Submission> {
    const { compose, priorityOf, router } = this.#options;
    const known = withPriority(
      submission,
      priorityOf?.(submission.reversePath),
    );
    const priority = mail.priority ?? senderRule(mail, compose)?.priority;
    return withRoutes(withPriority(submission, priority), router, known);
  }

  /** Accepts a client's mail, within its limits. What two connections were told at RCPT may be more than fits: it is counted here. */
  async #admit(
    envelope: Pick<Envelope, "client" | "reversePath">,
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
    this.#underWay.add(wanted);
    try {
      return await this.#accept(submission.id, accepted, (repeated) => {
        unused = usagesOf(repeated.map((it) => it.recipient), envelope);
      });
    } finally {
      this.#underWay.delete(wanted);
      usage.giveBack(unused, now);
    }
  }

  async #accept(
    id: MessageId,
    accepted: Accepted,
    onStored: (repeated: readonly Repeated[]) => void = () => {},
  ): Promise<MailVerdict> {
    const { submission, item, once } = accepted;
    const { dedupeWindowMs } = this.#options;
    const escalations = this.#escalations(accepted);
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
        ...escalations,
        ...(once === undefined ? {} : { once }),
      });
      const { deliveries, repeated, before } = stored;
      if (before !== undefined) return verdictOf(before);
      onStored(repeated);
      if ("escalations" in escalations) this.#options.escalationBegun?.();
      tellAccepted(id, accepted, { ...stored, options: this.#options });
      if (submission !== undefined) {
        await cancelListed(this.#store, submission, {
          ...{ deliveries, repeated },
          clock: this.#options.clock,
          observe: this.#options.observe,
        }).catch((error) => this.#tellTrouble(error));
      }
      const answer = deliveries.length === 0 ? repeated[0]?.id ?? id : id;
      this.given.note(answer, repeated.map((it) => it.id));
      return { kind: "queued", id: answer };
    } catch (error) {
      return this.#refuseFor(error);
    }
  }

  #escalations({ submission, escalates }: Accepted) {
    const { escalation } = this.#options;
    if (!escalation || !escalates || submission === undefined) return {};
    const { rules, peopleOf } = escalation;
    const escalations = escalationsOf(submission, rules, peopleOf);
    return escalations.length === 0 ? {} : { escalations };
  }
}

function refused(refusal: Refusal): MailVerdict & { readonly kind: "refused" } {
  return { kind: "refused", refusal };
}
