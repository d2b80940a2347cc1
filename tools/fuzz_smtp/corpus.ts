import { readDialogs, wordsOf } from "../../tests/support/dialog.ts";
import { textOf } from "./bytes.ts";

/** A session to start from: what a client says, line by line, one byte a character, line ends included. */
export type Session = readonly string[];

/** The client's side of all dialogs. */
export function readCorpus(): readonly Session[] {
  return readDialogs().map(({ steps }) => {
    const words = steps.map((step) => wordsOf(step) ?? "");
    return linesOf(textOf(new TextEncoder().encode(words.join(""))));
  }).filter((session) => session.length > 0);
}

function linesOf(text: string): Session {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
