import type { Refusal } from "../model/mod.ts";
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

/** Puts a session's question to the receiver; resolves to the input that carries the verdict. Never rejects. */
export async function ask(
  question: Question,
  options: AskOptions,
): Promise<SmtpInput> {
  const { receiver, observe } = options;
  switch (question.about) {
    case "recipient": {
      const { path } = question;
      const verdict = await guard(
        () => receiver.recipient(path, question),
        options,
      );
      return { kind: "recipientVerdict", verdict };
    }
    case "mail": {
      const { envelope, raw } = question;
      const verdict = await guard(
        () => receiver.message(envelope, raw),
        options,
      );
      if (verdict.kind === "queued") {
        const { client } = envelope;
        const { id } = verdict;
        observe?.({ kind: "queued", client, id, size: raw.length });
      }
      return { kind: "mailVerdict", verdict };
    }
    default:
      return question satisfies never;
  }
}

// A receiver never rejects; should it, one mail must wait and the connection goes on.
async function guard<Verdict>(
  verdictOf: () => Verdict | Promise<Verdict>,
  { observe }: AskOptions,
): Promise<Verdict | Refused> {
  try {
    return await verdictOf();
  } catch (error) {
    observe?.({ kind: "failed", error });
    return { kind: "refused", refusal: internalError };
  }
}
