import { parseDialog, wordsOf } from "../../tests/support/dialog.ts";
import { textOf } from "./bytes.ts";

/** A session to start from: what a client says, line by line, one byte a character, line ends included. */
export type Session = readonly string[];

const folders = ["dialogs/", "dialogs/pending/"];

/** The client's side of all dialogs. */
export function readCorpus(): readonly Session[] {
  const tests = new URL("../../tests/", import.meta.url);
  return folders.flatMap((folder) => sessionsIn(new URL(folder, tests)));
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
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".smtp"))
      .sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function linesOf(text: string): Session {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
