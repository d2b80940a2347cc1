import { type FirstAnswers, firstDefaults } from "../../config/mod.ts";
import {
  type Answered,
  type InitFacts,
  type Question,
  questions,
  readAnswer,
} from "./questions.ts";

/** Where the dialogue stands. Changed by `step` only. */
export type InitState =
  | {
    readonly kind: "asking";
    readonly question: Question;
    readonly answers: Answered;
    /** Why the last answer would not do. */
    readonly trouble?: string;
  }
  | {
    readonly kind: "answered";
    readonly answers: FirstAnswers;
    /** Whether a test SMS is wanted. */
    readonly test: boolean;
  }
  | { readonly kind: "givenUp" };

/** What the person does. */
export type InitEvent =
  | { readonly kind: "line"; readonly text: string }
  /** There are no more lines: Ctrl-D. */
  | { readonly kind: "end" }
  /** Ctrl-C. */
  | { readonly kind: "interrupt" };

/** Begins with what is answered already. */
export function begin(given: Answered): InitState {
  return following(given);
}

/** Takes one answer. A state in which nothing is asked stays as it is. */
export function step(
  state: InitState,
  event: InitEvent,
  facts: InitFacts,
): InitState {
  if (state.kind !== "asking") return state;
  if (event.kind !== "line") return { kind: "givenUp" };
  const { question, answers } = state;
  const reading = readAnswer(question, event.text, { answers, facts });
  return reading.kind === "wrong"
    ? { kind: "asking", question, answers, trouble: reading.text }
    : following({ ...answers, ...reading.answer });
}

function following(answers: Answered): InitState {
  const question = questions.find((it) => isOpen(it, answers));
  if (question !== undefined) return { kind: "asking", question, answers };
  const { test = false, ...others } = answers;
  return {
    kind: "answered",
    answers: { ...firstDefaults, ...others },
    test,
  };
}

function isOpen(question: Question, answers: Answered): boolean {
  if (answers[question] !== undefined) return false;
  // A test goes to the number that is told of trouble.
  return question !== "test" || answers.admin !== "";
}
