import type { ChatAction, ChatState, ChatStep } from "./chat_state.ts";
import { beginResync } from "./resync.ts";
import type { AtResult } from "./result.ts";
import { urcOf } from "./urc.ts";

const nothing: readonly ChatAction[] = [];

/** For when there is no longer a command to watch. */
export const disarm: ChatAction = { kind: "disarm" };

/** Nothing is to be done. */
export function stay(state: ChatState): ChatStep {
  return { state, actions: nothing };
}

/** Only the deadline moves. */
export function arm(state: ChatState, delayMs: number): ChatStep {
  return { state, actions: [{ kind: "arm", delayMs }] };
}

/** Passes on a URC of one line, or of two. */
export function urcAction(line: string, pdu?: string): ChatAction {
  return { kind: "urc", urc: urcOf(line, pdu) };
}

/** Ends the command in flight; the next one may follow. */
export function end(state: ChatState, result: AtResult): ChatStep {
  return {
    state: { ...state, phase: { kind: "idle" } },
    actions: [disarm, { kind: "resolve", result }],
  };
}

/** Ends the command in flight; before the next one the modem's rhythm is to be found again. */
export function endInDoubt(state: ChatState, result: AtResult): ChatStep {
  const { phase, actions } = beginResync();
  return {
    state: { ...state, phase },
    actions: [{ kind: "resolve", result }, ...actions],
  };
}
