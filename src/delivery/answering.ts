import type { Clock, Envelope, Mail, Refusal } from "../model/mod.ts";
import { type Store, StoreError, type Submission } from "../queue/mod.ts";
import type { ComposeOptions } from "./compose.ts";
import type { Door } from "./door.ts";
import {
  answerCompose,
  type AnswerOptions,
  readAnswer,
  toNumber,
} from "./mail_answer.ts";
import { refusalOf } from "./refusal.ts";

/** Where a mail goes, and how, once it is known whether it answers an SMS. */
export type Answered =
  | {
    readonly kind: "mail";
    readonly envelope: Envelope;
    /** Absent: as every mail. */
    readonly compose?: ComposeOptions;
    readonly prefer?: Submission["prefer"];
  }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Finds the SMS that mails answer: by what number, by which modem and as which text they go back. */
export class Answering {
  readonly #store: Store;
  readonly #door: Door;
  readonly #answers: AnswerOptions | undefined;
  readonly #clock: Clock;
  readonly #compose: ComposeOptions;

  constructor(
    store: Store,
    door: Door,
    { answers, clock, compose }: {
      readonly answers?: AnswerOptions;
      readonly clock: Clock;
      readonly compose: ComposeOptions;
    },
  ) {
    this.#store = store;
    this.#door = door;
    this.#answers = answers;
    this.#clock = clock;
    this.#compose = answerCompose(compose);
  }

  /** Reads one mail; what is none is passed on as it is. */
  read(mail: Mail, envelope: Envelope): Answered {
    const answers = this.#answers;
    if (answers === undefined) return { kind: "mail", envelope };
    try {
      return this.#read(mail, envelope, answers);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { kind: "refused", refusal: refusalOf(error) };
    }
  }

  #read(mail: Mail, envelope: Envelope, answers: AnswerOptions): Answered {
    const now = this.#clock.now();
    const { replies } = this.#store;
    const thread = mail.answers.length === 0
      ? undefined
      : replies.threadOf(mail.answers, now - answers.windowMs);
    const reading = readAnswer(mail, envelope, { ...answers, thread });
    if (reading.kind === "refused") return reading;
    if (reading.kind === "mail") return { kind: "mail", envelope };
    const { number: recipient, modem } = reading;
    const refusal = this.#door.refuseNumber(recipient);
    if (refusal !== undefined) return { kind: "refused", refusal };
    const until = now + answers.preferMs;
    return {
      kind: "mail",
      envelope: toNumber(envelope, recipient),
      compose: this.#compose,
      ...(answers.hasModem(modem) && { prefer: { recipient, modem, until } }),
    };
  }
}
