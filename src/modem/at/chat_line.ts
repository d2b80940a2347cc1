import { arm, end, stay, urcAction } from "./chat_step.ts";
import {
  type ChatAction,
  type ChatPhase,
  type ChatState,
  type ChatStep,
  commandOf,
} from "./chat_state.ts";
import { acceptsBare, expects, looksPrefixed } from "./command.ts";
import { onResyncLine } from "./resync.ts";
import { type AtFinal, type AtResult, parseFinal } from "./result.ts";
import { isPduLine, urcForm, urcOf } from "./urc.ts";

// +CMGS: and OK belong together; when one has come, the other is not far.
const restOfAnswerMs = 5_000;

// A listing has two lines a message, and no memory holds thousands of those; a device that never ends must not fill ours.
const longestInfo = 10_000;

/** Tells echo, final result code, information response and URC apart. */
export function onLine(state: ChatState, line: string): ChatStep {
  const { header, phase } = state;
  if (header !== undefined) return onSecondLine(state, header, line);
  if (isEcho(state, line)) {
    return stay({ ...hearing(state, "echo"), echoed: true });
  }
  const command = commandOf(phase);
  if (command) {
    const final = parseFinal(line);
    if (final) return onFinal(state, final);
    if (expects(command, line)) {
      const step = onInfo(state, line);
      if (step) return step;
    }
  }
  const form = urcForm(line);
  if (form?.twoLines) return stay({ ...state, header: line });
  if (form?.means === "restart") {
    return onRestarted(state, line, [{ kind: "urc", urc: urcOf(line) }]);
  }
  if (command && !form && acceptsBare(command, line)) {
    const step = onInfo(state, line);
    if (step) return step;
  }
  return onStranger(state, line);
}

/** Other URCs may come in between; at anything else the header goes on without its PDU, and the line speaks for itself. */
function onSecondLine(
  state: ChatState,
  header: string,
  line: string,
): ChatStep {
  const cleared: ChatState = { ...state, header: undefined };
  if (isPduLine(line)) {
    return { state: cleared, actions: [urcAction(header, line)] };
  }
  if (isInterjection(state, line)) {
    return { state, actions: [urcAction(line)] };
  }
  const { state: next, actions } = onLine(cleared, line);
  return { state: next, actions: [urcAction(header), ...actions] };
}

function isInterjection({ phase }: ChatState, line: string): boolean {
  const command = commandOf(phase);
  if (command && (parseFinal(line) || expects(command, line))) return false;
  const form = urcForm(line);
  if (form) return !form.twoLines && form.means !== "restart";
  return looksPrefixed(line);
}

function isEcho({ phase, written }: ChatState, line: string): boolean {
  return line === "AT" || written.includes(line) ||
    (phase.kind === "body" && line === phase.command.pdu.hex);
}

function onStranger(state: ChatState, line: string): ChatStep {
  const { phase } = state;
  if (phase.kind === "draining" || phase.kind === "probing") {
    const { phase: next, actions } = onResyncLine(phase, line);
    return { state: { ...state, phase: next }, actions };
  }
  // A final result code without a command is the late answer to one that was given up.
  if (parseFinal(line)) return stay(state);
  return { state: hearing(state, "other"), actions: [urcAction(line)] };
}

/** Takes the line as an information response; undefined where none can come yet. */
function onInfo(state: ChatState, line: string): ChatStep | undefined {
  const { phase } = state;
  switch (phase.kind) {
    case "command": {
      const delayMs = phase.command.finalAfterInfoMs;
      const next = { ...state, phase: { ...phase, info: added(phase, line) } };
      // Only the first one starts the wait for the rest: lines without an end must not put it off for ever.
      const first = phase.info.length === 0;
      return delayMs === undefined || !first ? stay(next) : arm(next, delayMs);
    }
    case "body":
      return restOfAnswer(state, { ...phase, info: added(phase, line) });
    default:
      return undefined;
  }
}

type Body = Extract<ChatPhase, { readonly kind: "body" }>;

/** The answer has begun, or has gone on; how long it may take counts from its beginning. */
function restOfAnswer(state: ChatState, next: Body): ChatStep {
  const { phase } = state;
  const begun = phase.kind === "body" &&
    (phase.okSeen || phase.info.length > 0);
  const step = { ...state, phase: next };
  return begun ? stay(step) : arm(step, restOfAnswerMs);
}

function added(
  { info }: { readonly info: readonly string[] },
  line: string,
): readonly string[] {
  return info.length < longestInfo ? [...info, line] : info;
}

function onFinal(state: ChatState, final: AtFinal): ChatStep {
  const { phase } = state;
  switch (phase.kind) {
    case "command":
      return end(state, resultOf(final, phase.info));
    case "prompting":
    case "holding":
      // AT+CMGS cannot succeed before its PDU, so this OK answers something older. An ERROR is taken at its word.
      if (final.kind === "ok") return stay(state);
      return end(state, resultOf(final, []));
    case "body":
      // "+CMGS:" is what counts, whatever follows it. Without it, an OK may be an old one, or be said of an ESC, or by a
      // Cinterion with AT^SM20 of a failure; then "+CMGS:" may still come.
      if (phase.info.length > 0) {
        return end(state, { kind: "ok", info: phase.info });
      }
      if (final.kind === "error") return end(state, resultOf(final, []));
      return restOfAnswer(state, { ...phase, okSeen: true });
    default:
      return stay(state);
  }
}

function resultOf(final: AtFinal, info: readonly string[]): AtResult {
  return final.kind === "ok"
    ? { kind: "ok", info }
    : { kind: "error", error: final.error, info };
}

/** The modem has started anew: what it was doing, it has forgotten. */
export function onRestarted(
  state: ChatState,
  by: string,
  actions: readonly ChatAction[],
): ChatStep {
  if (!commandOf(state.phase)) return { state, actions };
  const pduWritten = state.phase.kind === "body";
  const ended = end(state, { kind: "restarted", by, pduWritten });
  return { state: ended.state, actions: [...ended.actions, ...actions] };
}

function hearing(state: ChatState, heard: "echo" | "other"): ChatState {
  const { phase } = state;
  if (phase.kind !== "command" || phase.heard === "other") return state;
  return { ...state, phase: { ...phase, heard } };
}
