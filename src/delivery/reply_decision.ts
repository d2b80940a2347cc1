import type { PhoneNumber } from "../model/mod.ts";
import { type Rate, windows } from "../policy/mod.ts";
import type {
  Correspondent,
  Denied,
  FreshSms,
  Handling,
  Notice,
  ReplyDecision,
  Submission,
} from "../queue/mod.ts";
import { type ReplyWords, wordIn } from "./reply_words.ts";

/** A mail about an SMS, for whoever writes it. */
export interface ReplyLetter {
  readonly sms: FreshSms;
  readonly messageId: string;
  readonly to: string;
  readonly at: number;
  /** Whom an answer to the mail goes to; absent: it cannot be answered. */
  readonly number?: PhoneNumber;
  /** The mail that the SMS answers; absent: it goes to `inboxTo`. */
  readonly answers?: Correspondent;
  /** What its reader must know besides; whole sentences without full stop. */
  readonly notes: readonly string[];
}

/** How SMS go on by mail. */
export interface ReplyMailOptions {
  /** Cellpost's own address, from which its mails come. */
  readonly from: string;
  /** Gets what nobody else does; absent: that stays in the inbox. */
  readonly inboxTo?: string;
  /** How long after a mail to a number an SMS from there is an answer to it, milliseconds; 0: no SMS is. */
  readonly windowMs: number;
  /** In words, as "7d". */
  readonly windowText: string;
  /** The most mails about SMS of one sender, and of all. */
  readonly perNumber: readonly Rate[];
  readonly total: readonly Rate[];
  /** Whether SMS can be sent to a number that has written. */
  readonly canReach: (number: PhoneNumber) => boolean;
  /** Writes the mail (RFC 5322), in ASCII with CRLF. */
  readonly write: (letter: ReplyLetter) => string;
}

/** By what it is decided what follows from an SMS. */
export interface DecisionOptions {
  /** Absent: nothing goes by mail. */
  readonly mail?: ReplyMailOptions;
  readonly words: ReplyWords;
  /** Numbers that no word puts on the deny list. */
  readonly isExempt: (number: PhoneNumber) => boolean;
  /** The SMS that confirms a word; absent: none. */
  readonly confirm?: (
    word: "stop" | "start",
    to: { readonly number: PhoneNumber; readonly modem: string },
  ) => Submission | undefined;
}

/** RFC 5321 §4.5.4.1: a mail is tried for four to five days. */
const triedForMs = 5 * 86_400_000;
/** Whoever answers the same this often within an hour is a program, or may as well be one. */
const sameMost = 3;
const sameMs = 3_600_000;

/** Says what follows from an SMS. */
export function decideReply(
  sms: FreshSms,
  options: DecisionOptions,
  now: number,
): ReplyDecision {
  const word = wordOf(sms, options);
  const mail = mailOf(sms, { options, word: word?.kind, now });
  return word === undefined ? { mail } : { word, mail };
}

/** From which moments on to count what went by mail. */
export function countedFrom(
  mail: ReplyMailOptions | undefined,
  now: number,
): Handling["counted"] {
  const starts = (rates: readonly Rate[] = []) =>
    rates.map(({ per }) => now - windows[per].lengthMs);
  return {
    own: starts(mail?.perNumber),
    all: starts(mail?.total),
    same: now - sameMs,
  };
}

/** What is on the list stays there without a word; and what the operator has put there, only the operator takes away. */
function wordOf(
  { item, number, denied }: FreshSms,
  { words, isExempt, confirm }: DecisionOptions,
): ReplyDecision["word"] {
  if (item.kind !== "sms" || item.missing > 0 || number === undefined) return;
  const kind = wordIn(item.text, words);
  const counts = kind === "stop"
    ? denied === undefined && !isExempt(number)
    : denied === "sms";
  if (kind === undefined || !counts) return undefined;
  const confirmation = confirm?.(kind, { number, modem: item.modem });
  return {
    kind,
    number,
    ...(confirmation === undefined ? {} : { confirmation }),
  };
}

function mailOf(
  sms: FreshSms,
  { options: { mail, words, isExempt }, word, now }: {
    readonly options: DecisionOptions;
    readonly word: "stop" | "start" | undefined;
    readonly now: number;
  },
): ReplyDecision["mail"] {
  if (mail === undefined) return kept("no [mail] relay is configured");
  // Replies may have been switched off for long.
  if (now - sms.item.receivedAt > triedForMs) {
    return kept("it came in more than 5 days ago");
  }
  const target = targetOf(sms, mail);
  if (target.kind === "nobody") return kept(target.why);
  const limit = limitReached(sms, mail, target.kind);
  if (limit !== undefined) return kept(limit);
  const { item, number: read } = sms;
  const number = target.answers?.number ?? read;
  const exempt = read !== undefined && isExempt(read) &&
    wordIn(item.text, words) === "stop";
  const whom = number !== undefined && mail.canReach(number) ? { number } : {};
  const messageId = messageIdOf(sms, mail);
  const body = mail.write({
    sms,
    messageId,
    to: target.to,
    at: now,
    ...whom,
    ...(target.answers === undefined ? {} : { answers: target.answers }),
    notes: [
      ...(target.why === undefined ? [] : [target.why]),
      ...wordNotes(word, sms.denied),
      ...(exempt ? ["Its number cannot be put on the deny list by SMS"] : []),
    ],
  });
  const notice: Notice = {
    key: `forward:${sms.id}`,
    kind: "forward",
    channel: "mail",
    createdAt: now,
    expiresAt: now + triedForMs,
    // A bounce, or a program's answer, would come to whoever is named here.
    from: "",
    to: [target.to],
    body,
  };
  return { kind: "posted", notice, messageId, ...whom };
}

type Target =
  | {
    readonly kind: "answer";
    readonly to: string;
    readonly answers: Correspondent;
    readonly why?: undefined;
  }
  | {
    readonly kind: "inbox";
    readonly to: string;
    readonly why: string;
    readonly answers?: undefined;
  }
  | { readonly kind: "nobody"; readonly why: string };

function targetOf(sms: FreshSms, mail: ReplyMailOptions): Target {
  const answered = answeredBy(sms, mail);
  if (answered.kind === "mail") {
    const { answers } = answered;
    return { kind: "answer", to: answers.reversePath, answers };
  }
  const { why } = answered;
  const { inboxTo } = mail;
  return inboxTo === undefined
    ? { kind: "nobody", why: `${why}, and [mail] inbox_to is not set` }
    : { kind: "inbox", to: inboxTo, why };
}

/**
 * The mail that an SMS answers: the last one to that number by that modem. Where that modem has sent none, those of the others count if
 * they come from one sender only, and so does a number that merely ends alike: nobody gets to read what is meant for another.
 */
export function answeredBy(
  { item, correspondents }: FreshSms,
  { from, windowMs, windowText }: Pick<
    ReplyMailOptions,
    "from" | "windowMs" | "windowText"
  >,
):
  | { readonly kind: "mail"; readonly answers: Correspondent }
  | { readonly kind: "none"; readonly why: string } {
  const none = (why: string) => ({ kind: "none", why }) as const;
  if (item.kind === "unreadable") return none("Its sender cannot be read");
  if (windowMs === 0) {
    return none("Answers go to nobody else ([mail] reply_window)");
  }
  const asked = correspondents.filter(({ reversePath }) =>
    isMailable(reversePath) && !isSame(reversePath, from)
  );
  const [last] = asked;
  if (last === undefined) {
    return none(
      `Nobody has sent to this number by mail in the last ${windowText}`,
    );
  }
  if (asked.some(({ number }) => number !== last.number)) {
    return none("It may come from several numbers that were sent to");
  }
  const here = asked.find(({ modem }) => modem === item.modem);
  if (here !== undefined) return { kind: "mail", answers: here };
  return asked.every((it) => isSame(it.reversePath, last.reversePath))
    ? { kind: "mail", answers: last }
    : none("Several have sent to this number, none of them by this modem");
}

function limitReached(
  { forwarded }: FreshSms,
  { perNumber, total }: ReplyMailOptions,
  target: "answer" | "inbox",
): string | undefined {
  // A program at the phone and one at the mailbox would answer each other for ever.
  if (target === "answer" && forwarded.same >= sameMost) {
    return `the same text has come ${sameMost} times within an hour: it is taken for a program's answer`;
  }
  const over = (rates: readonly Rate[], counts: readonly number[]) =>
    rates.find(({ count }, at) => (counts[at] ?? 0) >= count);
  const own = over(perNumber, forwarded.own);
  if (own !== undefined) return reached("per_number", own);
  const all = over(total, forwarded.all);
  return all === undefined ? undefined : reached("total", all);
}

function reached(key: string, { count, per }: Rate): string {
  return `[replies] ${key} is ${count}/${per}`;
}

function wordNotes(
  word: "stop" | "start" | undefined,
  denied: Denied["madeBy"] | undefined,
): readonly string[] {
  if (word === "stop") {
    return ["Its number is on the deny list now: mails to it are refused"];
  }
  if (word === "start") return ["Its number is off the deny list again"];
  return denied === undefined
    ? []
    : ["Its number is on the deny list: mails to it are refused"];
}

// The same for the same SMS, so that a mail that goes out twice is one in its mailbox.
function messageIdOf(
  { id, item }: FreshSms,
  { from }: ReplyMailOptions,
): string {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return `sms.${id}.${item.receivedAt.toString(36)}@${domain}`;
}

function kept(why: string): ReplyDecision["mail"] {
  return { kind: "kept", why };
}

/** A header in ASCII must hold it, and some devices mail from what is no address. */
function isMailable(path: string): boolean {
  return /^[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+$/.test(path) &&
    path.length <= 320;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
