import { newMessageId, type Wishes } from "../model/mod.ts";
import type { Clock } from "../model/mod.ts";
import { type QuietHours, type Rate, windows } from "../policy/mod.ts";
import type {
  Cap,
  Caps,
  ClosingWatch,
  DueGathering,
  GatheredText,
  StormWatch,
  Submission,
} from "../queue/mod.ts";
import { type ComposeOptions, forSender } from "./compose.ts";
import { digestText, withText } from "./digest_text.ts";
import { likenessOf, normalise, stormSender } from "./likeness.ts";
import { quietCaseOf } from "./time_rules.ts";
import { judgeClosing, judgeStorm, kindOf, type StormRules } from "./storm.ts";

/** The section `[storm]` of the config. */
export interface StormOptions extends StormRules {
  readonly perRecipient: readonly Rate[];
  readonly perSender: readonly Rate[];
  readonly breaker?: Cap;
  /** How often an open breaker is told of, milliseconds. */
  readonly breakerReminderMs: number;
}

/** What a digest is made with. */
export interface DigestParts {
  readonly compose: ComposeOptions;
  readonly clock: Clock;
  /** Absent: none. */
  readonly quiet?: QuietHours;
}

/** Nothing is lost if a gathering never closes: this long after it should have, its deliveries go out by themselves. */
const leastGraceMs = 3_600_000;

/** How long after its gathering a delivery would go out by itself: longer than anything that may hold the gathering up. */
export function graceOf({ windowMs, breakerRestMs }: StormRules): number {
  return leastGraceMs + windowMs + breakerRestMs;
}

/** The caps, as the store counts them. */
export function capsOf(
  { perRecipient, perSender, breaker }: StormOptions,
): Caps {
  return {
    perRecipient: perRecipient.map(capOf),
    perSender: perSender.map(capOf),
    ...(breaker === undefined ? {} : { breaker }),
  };
}

function capOf({ count, per }: Rate): Cap {
  return { count, lengthMs: windows[per].lengthMs };
}

/** Whether anything of it is on. */
export function isOn(options: StormOptions): boolean {
  const { windowMs, perRecipient, perSender, breaker } = options;
  return windowMs > 0 || perRecipient.length > 0 || perSender.length > 0 ||
    breaker !== undefined;
}

/** How a mail is held against storms. */
export function watchOf(
  submission: Pick<
    Submission,
    "user" | "reversePath" | "clientAddress" | "message"
  >,
  options: StormOptions,
): StormWatch {
  const sender = senderOf(submission);
  const { text } = submission.message;
  const likeness = new Map<string, string>();
  return {
    caps: capsOf(options),
    sender,
    graceMs: graceOf(options),
    likenessFor: (wishes) =>
      options.windowMs === 0
        ? ""
        : remembered(likeness, kindOf(wishes), (kind) =>
          likenessOf(text, { sender, kind })),
    decide: (facts) => judgeStorm(facts, options),
  };
}

/** How gatherings are closed. */
export function closingWatchOf(
  options: StormOptions,
  parts: DigestParts,
): ClosingWatch {
  return {
    caps: capsOf(options),
    senderOf,
    quietUntil: ({ wishes }, recipient, now) =>
      parts.quiet?.endAt(quietCaseOf({ recipient, ...wishes }), now),
    decide: (due) => judgeClosing(due, options, () => digestOf(due, parts)),
  };
}

/** Whose cap a mail counts in. */
export function senderOf(
  { user, reversePath, clientAddress }: Pick<
    Submission | GatheredText,
    "user" | "reversePath" | "clientAddress"
  >,
): string {
  return stormSender({ user, reversePath, address: clientAddress });
}

/** One message for all that a gathering holds, in the name of the last of them. */
function digestOf(
  due: DueGathering,
  { compose, clock }: DigestParts,
): Submission {
  const [last] = due.texts;
  if (last === undefined) throw new Error("A digest of nothing");
  const { reversePath, message, notification, mailNotification } = last;
  const { options } = forSender({ from: "", reversePath }, compose);
  const { text } = digestText(textsOf(due), due.waiting, options);
  const wishes = lasting(last.wishes);
  return {
    id: newMessageId(clock),
    acceptedAt: due.now,
    expiresAt: due.now + last.lifetimeMs,
    source: "command",
    madeBy: "merge",
    reversePath,
    clientAddress: "",
    ...(last.user === undefined ? {} : { user: last.user }),
    subject: last.subject,
    ...withText(message, text, options),
    recipients: [due.recipient],
    ...(wishes && { wishes: new Map([[due.recipient, wishes]]) }),
    ...(notification &&
      { notifications: new Map([[due.recipient, notification]]) }),
    ...(mailNotification && { notification: mailNotification }),
  };
}

/** Of texts that are alike only the newest. */
function textsOf({ texts, alike }: DueGathering): readonly string[] {
  const seen = new Set<string>();
  const different = texts.map(({ message }) => message.text).filter((text) => {
    const key = normalise(text);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return alike ? different.slice(0, 1) : different;
}

function lasting(wishes: Wishes = {}): Wishes | undefined {
  const { sendAt: _, ...rest } = wishes;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function remembered(
  known: Map<string, string>,
  key: string,
  make: (key: string) => string,
): string {
  const value = known.get(key) ?? make(key);
  known.set(key, value);
  return value;
}
