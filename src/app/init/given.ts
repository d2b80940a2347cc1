import type { FirstAnswers } from "../../config/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { begin, step } from "./dialogue.ts";
import {
  type Answered,
  type InitFacts,
  type Question,
  questions,
  readAnswer,
} from "./questions.ts";

/** The flags that answer questions. */
export interface AnswerFlags {
  readonly country?: string;
  readonly allow?: readonly string[];
  readonly listen?: string;
  readonly modem?: string;
  readonly admin?: string;
  readonly testSms?: boolean;
}

/** All that is to be known for a first config. */
export interface WholeAnswers {
  readonly answers: FirstAnswers;
  /** Whether a test SMS is wanted. */
  readonly test: boolean;
}

/**
 * What flags answer, each checked as if it had been typed.
 *
 * @throws {CommandError} at the first that will not do.
 */
export function givenBy(flags: AnswerFlags, facts: InitFacts): Answered {
  const { admin, allow, country, listen, modem, testSms = false } = flags;
  const typed: Readonly<Partial<Record<Question, string | undefined>>> = {
    ...{ country, allow: allow?.join(","), listen, modem, admin },
    test: testSms ? "y" : undefined,
  };
  let answers: Answered = {};
  for (const question of questions) {
    const text = typed[question];
    if (text === undefined) continue;
    answers = { ...answers, ...read(question, text, { answers, facts }) };
  }
  if (testSms && (answers.admin ?? "") === "") {
    throw new CommandError(
      exitCode.usage,
      "--test-sms goes to the number of --admin: give that as well",
    );
  }
  return answers;
}

function read(
  question: Question,
  text: string,
  { answers, facts }: {
    readonly answers: Answered;
    readonly facts: InitFacts;
  },
): Answered {
  // Where nobody says the country, the machine's own is what will be offered.
  const known = { facts, answers: { country: facts.country, ...answers } };
  const reading = text.trim() === ""
    ? { kind: "wrong", text: 'is empty: write "-" for none' } as const
    : readAnswer(question, text, known);
  if (reading.kind === "answer") return reading.answer;
  throw new CommandError(exitCode.usage, `--${question}: ${reading.text}`);
}

/** Takes what is offered for all that is not answered; a test only where it was asked for. */
export function withPresets(given: Answered, facts: InitFacts): WholeAnswers {
  let state = begin({ test: false, ...given });
  while (state.kind === "asking") {
    state = step(state, { kind: "line", text: "" }, facts);
  }
  if (state.kind === "givenUp") throw new Error("Nobody was asked");
  return state;
}
