import type { Envelope, Mail, PhoneNumber, Refusal } from "../model/mod.ts";
import { quotesOnly, stripQuotes } from "../mail/mod.ts";
import { quote } from "../model/mod.ts";
import type { ReplyThread } from "../queue/mod.ts";
import { type ComposeOptions } from "./compose.ts";
import { numbersOf } from "./door.ts";

/** How answers to cellpost's mails about SMS become SMS. */
export interface AnswerOptions {
  /** Cellpost's own address: what is mailed there goes to the number whose SMS it answers. */
  readonly address: string;
  /** How long an SMS can be answered by mail, milliseconds. */
  readonly windowMs: number;
  /** The same in words, as "7d". */
  readonly windowText: string;
  /** How long an answer waits for the modem that its SMS came by, before another one takes it, milliseconds. */
  readonly preferMs: number;
  /** Whether there is a modem of this key. */
  readonly hasModem: (key: string) => boolean;
}

/** What a mail has to do with an SMS. */
export type AnswerReading =
  /** Nothing. */
  | { readonly kind: "mail" }
  /** It goes to `number`, which may stand in its envelope or not. */
  | {
    readonly kind: "answer";
    readonly number: PhoneNumber;
    readonly modem: string;
  }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Says what SMS a mail answers, if any: the one of its thread, where the mail goes to cellpost's own address or to that number. What a
 * program answers is refused: SMS and mail could go round for ever.
 */
export function readAnswer(
  mail: Pick<Mail, "autoSubmitted" | "autoReplied" | "text">,
  envelope: Pick<Envelope, "recipients" | "reversePath">,
  { thread, address, windowText }:
    & Pick<AnswerOptions, "address" | "windowText">
    & { readonly thread: ReplyThread | undefined },
): AnswerReading {
  const byThread = envelope.recipients.some(({ kind }) => kind === "answer");
  const numbers = numbersOf(envelope.recipients);
  const ofProgram = envelope.reversePath === "" || mail.autoSubmitted;
  if (mail.autoReplied || ofProgram && (byThread || thread !== undefined)) {
    return refused(
      "5.7.1",
      "A program has written this answer (Auto-Submitted, Precedence or no sender): it is not sent as SMS",
    );
  }
  if (thread === undefined) {
    return byThread
      ? refused(
        "5.1.1",
        `A mail to ${address} must answer one from there of the last ${windowText}: write to the number itself instead`,
      )
      : { kind: "mail" };
  }
  const { number, sender, modem } = thread;
  if (number === undefined) {
    return byThread
      ? refused(
        "5.1.1",
        `The SMS came from ${
          quote(sender)
        }, which is no number that can be dialled`,
      )
      : { kind: "mail" };
  }
  if (!byThread && !numbers.includes(number)) return { kind: "mail" };
  if (isEmpty(mail.text)) {
    return refused("5.6.0", "The answer has no text of its own");
  }
  return { kind: "answer", number, modem };
}

/** The envelope with the number in the place of cellpost's own address. */
export function toNumber(envelope: Envelope, number: PhoneNumber): Envelope {
  const recipients = envelope.recipients.map((it) =>
    it.kind === "answer"
      ? { ...it, kind: "phones" as const, numbers: [number] }
      : it
  );
  return { ...envelope, recipients };
}

/** An answer is what its writer has written in it: no quotes, no signature, no "Re: …". A sender's prefix and limit stay. */
export function answerCompose(options: ComposeOptions): ComposeOptions {
  const { senders } = options;
  return {
    ...options,
    template: "{body}",
    stripQuotes: true,
    stripSignature: true,
    ...(senders === undefined ? {} : {
      senders: {
        ...senders,
        rules: senders.rules.map(({ template: _, ...rule }) => rule),
      },
    }),
  };
}

/** Whether nothing is in an answer but what it quotes and a signature. What else would be sent would be just that. */
function isEmpty(text: string): boolean {
  return quotesOnly(text) || /^\s*(?:-- (?:\n|$)|$)/.test(stripQuotes(text));
}

function refused(enhanced: string, text: string): AnswerReading {
  return { kind: "refused", refusal: { code: 550, enhanced, text } };
}
