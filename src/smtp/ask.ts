import type { RecipientVerdict, Refusal } from "../model/mod.ts";
import type { SmtpEvent } from "./event.ts";
import type { Receiver } from "./receiver.ts";
import type { Question, SmtpInput } from "./state.ts";

/** Who answers, and who is told of it. */
export interface AskOptions {
  readonly receiver: Receiver;
  /** Is told of everything that an operator may want to know; must not throw. */
  readonly observe?: ((event: SmtpEvent) => void) | undefined;
}

interface Refused {
  readonly kind: "refused";
  readonly refusal: Refusal;
}

const internalError: Refusal = {
  code: 451,
  enhanced: "4.3.0",
  text: "Internal error, try later",
};

const nobodyKnown: Refused = {
  kind: "refused",
  refusal: {
    code: 454,
    enhanced: "4.7.0",
    text: "There is nobody to log in as, ask the operator",
  },
};

/**
 * Puts a session's question to the receiver; gives, or resolves to, the input that carries the verdict. It comes at once where the
 * receiver's did, since most recipients are judged without waiting and a promise costs more than the judgement. Never throws or
 * rejects.
 */
export function ask(
  question: Question,
  options: AskOptions,
): SmtpInput | Promise<SmtpInput> {
  switch (question.about) {
    case "login":
      return askOfLogin(question, options);
    case "recipient":
      return askOfRecipient(question, options);
    case "mail":
      return askOfMail(question, options);
    default:
      return question satisfies never;
  }
}

type About<Topic extends Question["about"]> = Extract<
  Question,
  { readonly about: Topic }
>;

function askOfRecipient(
  question: About<"recipient">,
  options: AskOptions,
): SmtpInput | Promise<SmtpInput> {
  try {
    const verdict = options.receiver.recipient(question.path, question);
    return verdict instanceof Promise
      ? verdict.then(recipientVerdict, (error) => recipientBug(error, options))
      : recipientVerdict(verdict);
  } catch (error) {
    return recipientBug(error, options);
  }
}

function recipientVerdict(verdict: RecipientVerdict): SmtpInput {
  return { kind: "recipientVerdict", verdict };
}

function recipientBug(error: unknown, options: AskOptions): SmtpInput {
  return recipientVerdict(refusedForBug(error, options));
}

async function askOfLogin(
  { user, password, client }: About<"login">,
  options: AskOptions,
): Promise<SmtpInput> {
  const { receiver } = options;
  try {
    const verdict = await receiver.login?.({ user, password }, { client });
    return { kind: "loginVerdict", verdict: verdict ?? nobodyKnown };
  } catch (error) {
    return { kind: "loginVerdict", verdict: refusedForBug(error, options) };
  }
}

async function askOfMail(
  { envelope, raw }: About<"mail">,
  options: AskOptions,
): Promise<SmtpInput> {
  try {
    const verdict = await options.receiver.message(envelope, raw);
    if (verdict.kind === "queued") {
      const { client } = envelope;
      const { id } = verdict;
      options.observe?.({ kind: "queued", client, id, size: raw.length });
    }
    return { kind: "mailVerdict", verdict };
  } catch (error) {
    return { kind: "mailVerdict", verdict: refusedForBug(error, options) };
  }
}

// A receiver never rejects; should it, one mail must wait and the connection goes on.
function refusedForBug(error: unknown, { observe }: AskOptions): Refused {
  observe?.({ kind: "failed", error });
  return { kind: "refused", refusal: internalError };
}
