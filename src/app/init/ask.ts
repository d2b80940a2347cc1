import { begin, type InitState, step } from "./dialogue.ts";
import type { NextEvent } from "./lines.ts";
import {
  type Answered,
  type Asked,
  askedOf,
  type Choice,
  type InitFacts,
  questions,
} from "./questions.ts";

/** Whom `askAll` talks to. */
export interface Conversation {
  readonly next: NextEvent;
  /** Shows lines. */
  readonly say: (text: string) => void;
  /** Shows where the answer is typed, without a line's end. */
  readonly prompt: (text: string) => void;
  /** What is known without looking at modems. */
  readonly facts: Omit<InitFacts, "modems">;
  /** Looks for modems, which takes a while: called when the question comes. */
  readonly findModems: () => Promise<readonly Choice[]>;
}

/** Asks what is not answered yet, until all is or the person gives up. */
export async function askAll(
  given: Answered,
  conversation: Conversation,
): Promise<Exclude<InitState, { readonly kind: "asking" }>> {
  const { next, say, prompt, findModems } = conversation;
  let facts: InitFacts = { ...conversation.facts, modems: [] };
  let state = begin(given);
  let shown = "";
  while (state.kind === "asking") {
    const { question, answers, trouble } = state;
    if (question === "modem" && shown !== question) {
      facts = { ...facts, modems: await findModems() };
    }
    const asked = askedOf(question, { answers, facts });
    if (trouble !== undefined) say(`  ${trouble}`);
    else if (shown !== question) {
      say(questionText(asked, numberOf(question)));
      shown = question;
    }
    prompt(`  [${asked.preset}] > `);
    state = step(state, await next(), facts);
  }
  return state;
}

// The last one is an offer, not one of the five.
function numberOf(question: typeof questions[number]): string {
  const last = questions.length - 1;
  const at = questions.indexOf(question);
  return at === last ? "" : `${at + 1}/${last}  `;
}

/** A question with its choices, as it is shown. */
export function questionText(asked: Asked, number: string): string {
  const { title, explanation, choices } = asked;
  return [
    "",
    `${number}${title}`,
    `  ${explanation}`,
    ...choices.map(({ label }, at) => `    ${at + 1}  ${label}`),
  ].join("\n");
}
