import type {
  Client,
  Clock,
  ForwardPath,
  PhoneNumber,
  Priority,
  Recipient,
  RecipientVerdict,
  Refusal,
  ReversePath,
} from "../model/mod.ts";
import {
  readRecipient,
  type RecipientOptions,
  type RecipientReading,
} from "../mail/mod.ts";
import { deniedRefusal, withoutDenied } from "./deny_list.ts";
import {
  checkClient,
  checkDomain,
  checkNumber,
  checkSender,
  type Network,
  type Rules,
  type Usage,
  type UsageBook,
} from "../policy/mod.ts";

import type { StormKeeper } from "./storm_keeper.ts";
import { addressees } from "./addressees.ts";
import { withPriority, withRoutes } from "./routed.ts";
import type { RouterOptions } from "./router.ts";

/** Who may send what to whom. */
export interface DoorOptions {
  readonly recipient: RecipientOptions;
  /** The client networks that may send by the listener of this name; undefined where clients name none. */
  readonly allowAt: (listener: string | undefined) => readonly Network[];
  readonly rules: Rules;
  readonly usage: UsageBook;
  readonly clock: Clock;
  /** Holds mails against storms; absent: nobody does. */
  readonly storm?: StormKeeper;
  /** Whether a number is on the deny list; absent: none is. */
  readonly isDenied?: (number: PhoneNumber) => boolean;
  /** Cellpost's own address, whose mails answer SMS; absent: there is none. */
  readonly answerAddress?: string;
  /** Where numbers may go; absent: anywhere. */
  readonly router?: RouterOptions;
  /** The priority of a sender's mails that say nothing of it; absent: normal. */
  readonly priorityOf?: (reversePath: ReversePath) => Priority | undefined;
}

/** What a RCPT is judged by besides its path. */
export interface DoorContext {
  readonly client: Client;
  readonly reversePath: ReversePath;
  /** Those of the same mail that were accepted before. */
  readonly recipients: readonly Recipient[];
}

// Alerts go to few numbers again and again, and reading one is a tenth of what a mail costs. Refusals are not kept: a flood of wrong
// numbers would push out the right ones.
const rememberedPaths = 1000;

/** Judges RCPTs, one by one, so that one bad number does not spoil the rest of its mail. */
export class Door {
  readonly #options: DoorOptions;
  readonly #remembered = new Map<ForwardPath, RecipientReading>();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Whether this recipient of this sender is taken; nothing is counted yet. */
  judge(path: ForwardPath, context: DoorContext): RecipientVerdict {
    const refusal = this.#refuseSender(context);
    if (refusal !== undefined) return { kind: "refused", refusal };
    const { answerAddress, isDenied } = this.#options;
    if (path.toLowerCase() === answerAddress?.toLowerCase()) {
      return answerVerdict(context);
    }
    const read = this.read(path);
    const reading = isDenied === undefined
      ? read
      : withoutDenied(read, isDenied);
    if (reading.kind === "refused") return reading;
    const numbers = numbersOf(recipientsOf(reading));
    if (numbers.length === 0) return reading;
    const refused = this.#refuseNumbers(path, numbers, context) ??
      this.#refuseRoutes(recipientsOf(reading), context) ??
      this.#options.storm?.refuse(recipientsOf(reading), context);
    return refused === undefined
      ? reading
      : { kind: "refused", refusal: refused };
  }

  /** Why a number of which only the mail itself could tell may get no SMS; undefined when it may. */
  refuseNumber(number: PhoneNumber): Refusal | undefined {
    const { isDenied, rules } = this.#options;
    return isDenied?.(number) === true
      ? deniedRefusal([number])
      : checkNumber(rules, number);
  }

  /** Why these may get no SMS on this account that does not come by mail; undefined when they may. Limits are not asked. */
  refuseTyped(
    recipients: readonly Recipient[],
    account: Pick<Client, "address" | "user">,
  ): Refusal | undefined {
    const { rules, storm } = this.#options;
    const client = { ...account, helo: "" };
    return firstRefused(rules, numbersOf(recipients)) ??
      storm?.refuse(recipients, { client, reversePath: "", recipients: [] });
  }

  /** Reads a recipient as it is written, and judges nothing else. */
  read(path: ForwardPath): RecipientReading {
    const known = this.#remembered.get(path);
    if (known !== undefined) return known;
    const reading = readRecipient(path, this.#options.recipient);
    const lasts = reading.kind === "accepted" && reading.momentary !== true;
    if (lasts) this.#remember(path, reading);
    return reading;
  }

  #refuseSender(context: DoorContext): Refusal | undefined {
    const { allowAt, rules } = this.#options;
    const { address, listener } = context.client;
    return checkClient(address, allowAt(listener)) ??
      checkSender(rules, context);
  }

  #refuseNumbers(
    path: ForwardPath,
    numbers: readonly PhoneNumber[],
    context: DoorContext,
  ): Refusal | undefined {
    const { rules, usage, clock } = this.#options;
    const refusal = checkDomain(rules, path) ?? firstRefused(rules, numbers);
    if (refusal !== undefined || !usage.limits) return refusal;
    const now = clock.monotonic();
    if (context.recipients.length === 0) {
      return usage.check(usagesOf(numbers, context), { now });
    }
    const earlier = new Set(numbersOf(context.recipients));
    const fresh = numbers.filter((number) => !earlier.has(number));
    return usage.check(usagesOf(fresh, context), {
      now,
      before: usagesOf([...earlier], context),
    });
  }

  #refuseRoutes(
    recipients: readonly Recipient[],
    { client, reversePath }: DoorContext,
  ): Refusal | undefined {
    const { router, priorityOf } = this.#options;
    if (router === undefined) return undefined;
    const asked = { ...addressees(recipients), source: "smtp" as const };
    const routed = withRoutes(
      withPriority({
        ...asked,
        reversePath,
        ...(client.user === undefined ? {} : { user: client.user }),
      }, priorityOf?.(reversePath)),
      router,
    );
    return routed.kind === "refused" ? routed.refusal : undefined;
  }

  #remember(path: ForwardPath, reading: RecipientReading): void {
    const oldest = this.#remembered.keys().next();
    if (this.#remembered.size >= rememberedPaths && !oldest.done) {
      this.#remembered.delete(oldest.value);
    }
    this.#remembered.set(path, reading);
  }
}

/** All that one RCPT stands for. */
export function recipientsOf(
  { recipient, others = [] }: Extract<
    RecipientVerdict,
    { readonly kind: "accepted" }
  >,
): readonly Recipient[] {
  return others.length === 0 ? [recipient] : [recipient, ...others];
}

/** The phone numbers of recipients, each once, in their order. */
export function numbersOf(
  recipients: readonly Recipient[],
): readonly PhoneNumber[] {
  const [only, ...others] = recipients;
  if (only?.kind === "phones" && others.length === 0) return only.numbers;
  const numbers = recipients.flatMap((recipient) =>
    recipient.kind === "phones" ? recipient.numbers : []
  );
  return [...new Set(numbers)];
}

/** What SMS to these numbers would count as. */
export function usagesOf(
  numbers: readonly PhoneNumber[],
  { client, reversePath: sender }: Pick<DoorContext, "client" | "reversePath">,
): readonly Usage[] {
  return numbers.map((recipient) => ({
    client: client.address,
    user: client.user,
    sender,
    recipient,
  }));
}

// RFC 5321 §4.5.5: a mail without a sender tells of another one; it is no answer.
function answerVerdict({ reversePath }: DoorContext): RecipientVerdict {
  if (reversePath !== "") {
    return {
      kind: "accepted",
      recipient: { kind: "answer" },
      text: "whoever sent the SMS that it answers",
    };
  }
  const text =
    "Only answers to SMS go here, and a mail without a sender is none";
  return { kind: "refused", refusal: { code: 550, enhanced: "5.7.1", text } };
}

function firstRefused(
  rules: Rules,
  numbers: readonly PhoneNumber[],
): Refusal | undefined {
  for (const number of numbers) {
    const refusal = checkNumber(rules, number);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
