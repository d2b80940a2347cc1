import { type Config, formatDuration } from "../config/mod.ts";
import {
  type AnswerOptions,
  type ComposeOptions,
  confirmation,
  type ReplyLetter,
  type ReplyMailOptions,
  type ReplyOptions,
} from "../delivery/mod.ts";
import { readRecipient } from "../mail/mod.ts";
import {
  type Clock,
  parsePhoneNumber,
  type PhoneNumber,
  type TimeZone,
} from "../model/mod.ts";
import { forwardMail } from "../notify/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { numbersOf, zoneOf } from "./front_door.ts";
import { ownAddress } from "./notify_side.ts";
import { areMailed, followsFromSms } from "./reply_config.ts";

/** Whether something has just been posted that a courier shall take at once. */
export function postsMail({ room, event }: ApplianceEvent): boolean {
  // An alarm may have one; to look costs nothing.
  if (room === "alarm") return true;
  return room === "delivery" && event.kind === "replied" &&
    event.decision.mail.kind === "posted";
}

/** What follows from received SMS, in the words of the delivery room. */
export function replyOptions(
  config: Config,
  { clock, compose, isExempt }: {
    readonly clock: Clock;
    readonly compose: ComposeOptions;
    /** Numbers that no word puts on the deny list. */
    readonly isExempt: (number: PhoneNumber) => boolean;
  },
): Omit<ReplyOptions, "observe" | "wake"> {
  const { stopWords, startWords, stopConfirmation: text } = config.replies;
  const { expireAfterMs, resumeWaitMs: preferMs } = config.delivery;
  return {
    active: followsFromSms(config),
    clock,
    read: senderReader(config),
    words: { stop: stopWords, start: startWords },
    isExempt,
    ...(areMailed(config) && { mail: mailOptions(config) }),
    ...(text !== "" && {
      confirm: (word, to) =>
        word === "stop"
          ? confirmation(text, to, { clock, compose, expireAfterMs, preferMs })
          : undefined,
    }),
  };
}

function mailOptions(config: Config): ReplyMailOptions {
  const { mail, message, replies } = config;
  const write = writer(config);
  return {
    from: ownAddress(config),
    ...(mail.inboxTo === undefined ? {} : { inboxTo: mail.inboxTo }),
    windowMs: mail.replyWindowMs,
    windowText: formatDuration(mail.replyWindowMs),
    perNumber: replies.perNumber,
    total: replies.total,
    canReach: (number) => number.startsWith("+") || message.shortCodes,
    write,
  };
}

/** How answers by mail find their way; nothing where no SMS goes by mail. */
export function answerOptions(
  config: Config,
  { hasModem }: Pick<AnswerOptions, "hasModem">,
): { readonly answers?: AnswerOptions } {
  if (!areMailed(config)) return {};
  // What goes to inbox_to can be answered, too.
  const windowMs = Math.max(config.mail.replyWindowMs, answeredAtLeastMs);
  return {
    answers: {
      address: ownAddress(config),
      windowMs,
      windowText: formatDuration(windowMs),
      preferMs: config.delivery.resumeWaitMs,
      hasModem,
    },
  };
}

const answeredAtLeastMs = 86_400_000;

/** Reads a sender: what is written like a number, whatever its form; a name never stands for one. */
function senderReader(
  { message }: Config,
): (sender: string) => PhoneNumber | undefined {
  const options = { ...message, shortCodes: true };
  return (sender) => {
    if (!/^\+?[0-9]{3,20}$/.test(sender)) return undefined;
    const reading = readRecipient(sender, options);
    if (reading.kind === "accepted" && reading.recipient.kind === "phones") {
      return reading.recipient.numbers[0];
    }
    // Newer than the numbering plans that are known here.
    return sender.startsWith("+") ? parsePhoneNumber(sender) : undefined;
  };
}

function writer(config: Config): (letter: ReplyLetter) => string {
  const names = namesByNumber(config);
  const zone: TimeZone = zoneOf(config);
  const from = ownAddress(config);
  const { replyDomain } = config.mail;
  return ({ sms, messageId, to, at, number, answers, notes }) => {
    const { item } = sms;
    const name = names.get(number ?? sms.number ?? item.from);
    const { kind, modem, receivedAt, sentAt, text, segmentCount, missing } =
      item;
    return forwardMail({
      ...{ inboxId: sms.id, kind, sender: item.from, modem, receivedAt },
      ...{ sentAt, text, segmentCount, missing, notes },
      ...(number === undefined ? {} : { number }),
      ...(name === undefined ? {} : { name }),
      ...(answers === undefined ? {} : { answers }),
    }, {
      ...{ messageId, to, from, at, zone },
      ...(replyDomain === undefined ? {} : { replyDomain }),
    });
  };
}

/** Whose numbers the phone book has; of several names the first. */
function namesByNumber(config: Config): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, numbers] of config.contacts) {
    for (const number of numbers.flatMap((it) => numbersOf(it, config))) {
      if (!names.has(number)) names.set(number, name);
    }
  }
  return names;
}
