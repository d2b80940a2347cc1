import { Secret } from "../model/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import { HiddenLines, type Keyboard } from "./hidden_lines.ts";
import type { Screen } from "./screen.ts";

/** How a password is asked for. */
export interface PasswordPrompt {
  readonly screen: Screen;
  readonly keyboard: Keyboard;
  /** Whether to read one line even from a terminal. */
  readonly fromPipe: boolean;
}

/**
 * Asks for a new password, twice and without showing it, on a terminal; reads one line otherwise.
 *
 * @throws {CommandError} when there is none, or none that will do.
 */
export async function askPassword(
  name: string,
  { screen, keyboard, fromPipe }: PasswordPrompt,
): Promise<Secret> {
  const lines = new HiddenLines(keyboard);
  try {
    const text = keyboard.isTerminal() && !fromPipe
      ? await askTwice(name, { screen, lines })
      : await readOnce(lines);
    return new Secret(text);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refusal("The password is not UTF-8 text: save it in that encoding");
  }
}

async function readOnce(lines: HiddenLines): Promise<string> {
  const text = await lines.piped();
  if (text === undefined) {
    throw new CommandError(
      exitCode.usage,
      "No password on stdin: give it as one line, or run this on a terminal",
    );
  }
  refuseUnfit(text);
  return text;
}

async function askTwice(
  name: string,
  { screen, lines }: { readonly screen: Screen; readonly lines: HiddenLines },
): Promise<string> {
  try {
    const ask = async (prompt: string) => {
      const text = await lines.typed(() => screen.status(prompt));
      if (text === undefined) {
        throw refusal("No password, so nothing is changed");
      }
      return text;
    };
    const first = await ask(`Password for ${name}: `);
    refuseUnfit(first);
    if (await ask("The same again: ") === first) return first;
  } finally {
    screen.status("");
  }
  throw refusal("The two passwords differ, so nothing is changed: try again");
}

const shortest = 8;

function refuseUnfit(password: string): void {
  // RFC 4616 §2: a NUL would end it; the others no client lets a person type.
  if (/\p{Cc}/u.test(password)) {
    throw refusal(
      "The password has control characters, which clients cannot send: choose another",
    );
  }
  const length = [...password].length;
  if (length >= shortest) return;
  throw refusal(
    `The password has ${length} of at least ${shortest} characters: choose a longer one`,
  );
}

function refusal(text: string): CommandError {
  return new CommandError(exitCode.notDone, text);
}
