import { parseDialog, wordsOf } from "../../tests/support/dialog.ts";
import { textOf } from "./bytes.ts";

/** A session to start from: what a client says, line by line, one byte a character, line ends included. */
export type Session = readonly string[];

/** The client's side of all dialogs. */
export function readCorpus(): readonly Session[] {
  return sessionsIn(new URL("../../tests/dialogs/", import.meta.url));
}

function sessionsIn(folder: URL): readonly Session[] {
  return namesIn(folder).map((name) => {
    const script = Deno.readTextFileSync(new URL(name, folder));
    const words = parseDialog(name, script).steps
      .map((step) => wordsOf(step) ?? "");
    return linesOf(textOf(new TextEncoder().encode(words.join(""))));
  }).filter((session) => session.length > 0);
}

function namesIn(folder: URL): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".smtp"))
    .sort();
}

function linesOf(text: string): Session {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
