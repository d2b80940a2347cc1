import type { Keyboard } from "../hidden_lines.ts";
import { HiddenLines } from "../hidden_lines.ts";
import type { InitEvent } from "./dialogue.ts";

/** Where a person's answers come from, one at a time. */
export type NextEvent = () => Promise<InitEvent>;

/**
 * Lines as a terminal hands them over, which does the editing; `interrupted` aborts at Ctrl-C. A read that is pending then is left
 * alone: the process is about to end.
 */
export function typedLines(
  keyboard: Keyboard,
  interrupted: AbortSignal,
): NextEvent {
  const lines = new HiddenLines(keyboard);
  const interrupt = new Promise<InitEvent>((resolve) => {
    const tell = () => resolve({ kind: "interrupt" });
    if (interrupted.aborted) tell();
    else interrupted.addEventListener("abort", tell, { once: true });
  });
  return () => Promise.race([nextLine(lines), interrupt]);
}

async function nextLine(lines: HiddenLines): Promise<InitEvent> {
  try {
    const text = await lines.piped();
    return text === undefined ? { kind: "end" } : { kind: "line", text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // No UTF-8: whatever it was, it is no answer.
    return { kind: "line", text: "\u{fffd}" };
  }
}
