import {
  type ChatEvent,
  type ChatPhase,
  type ChatState,
  type ChatStep,
  commandOf,
  type PduCommand,
} from "./chat_state.ts";
import { onLine, onRestarted } from "./chat_line.ts";
import { disarm, end, endInDoubt, stay } from "./chat_step.ts";
import type { AtCommand } from "./command.ts";
import { beginResync, onPromptInResync, onResyncTimeout } from "./resync.ts";
import type { AtResult } from "./result.ts";

// A modem leaves its prompt by itself after a while, so leave that comes later than this would come in vain.
const longestHoldMs = 30_000;

const echoesKept = 4;

/**
 * Takes in one event of the chat with a modem. One command is in flight at most and ends in exactly one `resolve`. A
 * line counts as its answer only when it is a whole final result code or begins as the command expects; all else is
 * echo or URC. After a time-out nothing is believed until the modem has been silent and has answered AT twice.
 * ITU-T V.250 §5, TS 27.005 §3 and §4.
 */
export function step(state: ChatState, event: ChatEvent): ChatStep {
  if (state.phase.kind === "lost") return onceLost(state, event);
  switch (event.kind) {
    case "send":
      return onSend(state, event.command);
    case "line":
      return onLine(state, event.text);
    case "prompt":
      return onPrompt(state);
    case "timeout":
      return onTimeout(state);
    case "released":
      return onReleased(state, event.command);
    case "refused":
      return onRefused(state, event.command, event.reason);
    case "resync":
      return onResync(state);
    case "restarted":
      return onRestarted(state, event.by, []);
    case "lost":
      return onLost(state, event.reason);
    default:
      return event satisfies never;
  }
}

function onSend(state: ChatState, command: AtCommand): ChatStep {
  if (state.phase.kind !== "idle") {
    throw new Error("A command was sent while another one was in flight");
  }
  const phase: ChatPhase = hasPdu(command)
    ? { kind: "prompting", command }
    : { kind: "command", command, info: [], heard: "nothing" };
  return {
    state: {
      phase,
      header: state.header,
      written: [...state.written.slice(1 - echoesKept), command.text],
      echoed: false,
      quiet: !state.echoed,
    },
    actions: [
      { kind: "write", text: `${command.lead ?? ""}${command.text}\r` },
      { kind: "arm", delayMs: command.timeoutMs },
    ],
  };
}

function hasPdu(command: AtCommand): command is PduCommand {
  return command.pdu !== undefined;
}

// ── the prompt ─────────────────────────────────────────────────────────────

function onPrompt(state: ChatState): ChatStep {
  const { phase } = state;
  switch (phase.kind) {
    case "prompting": {
      const { command } = phase;
      if (state.quiet && state.echoed) return onEchoBack(state);
      return {
        state: { ...state, phase: { kind: "holding", command } },
        actions: [
          { kind: "arm", delayMs: longestHoldMs },
          { kind: "release", command },
        ],
      };
    }
    // A prompt that nobody waits for any more: were it answered by the next command, that would be sent as an SMS.
    case "draining":
    case "probing":
      return { state, actions: onPromptInResync };
    case "idle":
      return onResync(state);
    case "command":
    case "holding":
    case "body":
    case "lost":
      return stay(state);
    default:
      return phase satisfies never;
  }
}

// With its echo the modem has lost AT+CMGF=0 as well: it restarted unnoticed, is in text mode, and would send the PDU's digits
// as words to whom it takes its length for.
function onEchoBack(state: ChatState): ChatStep {
  return endInDoubt(state, {
    kind: "restarted",
    by: "its echo is on again",
    pduWritten: false,
  });
}

function onReleased(state: ChatState, command: AtCommand): ChatStep {
  const { phase } = state;
  if (phase.kind !== "holding" || phase.command !== command) return stay(state);
  const { pdu } = phase.command;
  return {
    state: {
      ...state,
      phase: {
        kind: "body",
        command: phase.command,
        info: [],
        okSeen: false,
      },
    },
    actions: [
      { kind: "write", text: `${pdu.hex}\x1a` },
      { kind: "arm", delayMs: pdu.timeoutMs },
    ],
  };
}

function onRefused(
  state: ChatState,
  command: AtCommand,
  reason: string,
): ChatStep {
  const { phase } = state;
  if (phase.kind !== "holding" || phase.command !== command) return stay(state);
  return endInDoubt(state, { kind: "withheld", reason });
}

// ── other ends ─────────────────────────────────────────────────────────────

function onTimeout(state: ChatState): ChatStep {
  const { phase } = state;
  switch (phase.kind) {
    case "command": {
      const { command, info, heard } = phase;
      if (info.length > 0 && command.finalAfterInfoMs !== undefined) {
        return endInDoubt(state, { kind: "ok", info });
      }
      const result = { kind: "timeout", pduWritten: false, heard } as const;
      return command.probe ? end(state, result) : endInDoubt(state, result);
    }
    case "prompting":
      return endInDoubt(state, timeout(false));
    case "holding":
      return endInDoubt(state, {
        kind: "withheld",
        reason: `Leave to send took longer than ${longestHoldMs / 1000} s`,
      });
    case "body": {
      const { info, okSeen } = phase;
      return endInDoubt(
        state,
        okSeen || info.length > 0 ? { kind: "ok", info } : timeout(true),
      );
    }
    case "draining":
    case "probing": {
      const { phase: next, actions } = onResyncTimeout(phase);
      return { state: { ...state, phase: next }, actions };
    }
    case "idle":
    case "lost":
      return stay(state);
    default:
      return phase satisfies never;
  }
}

function onResync(state: ChatState): ChatStep {
  if (state.phase.kind !== "idle") return stay(state);
  const { phase, actions } = beginResync();
  return { state: { ...state, phase }, actions };
}

function timeout(pduWritten: boolean): AtResult {
  return { kind: "timeout", pduWritten, heard: "other" };
}

function onLost(state: ChatState, reason: string): ChatStep {
  const pduWritten = state.phase.kind === "body";
  const running = commandOf(state.phase) !== undefined;
  return {
    state: { ...state, phase: { kind: "lost", reason } },
    actions: running
      ? [disarm, {
        kind: "resolve",
        result: { kind: "lost", reason, pduWritten },
      }]
      : [disarm],
  };
}

function onceLost(state: ChatState, event: ChatEvent): ChatStep {
  const { phase } = state;
  if (event.kind !== "send" || phase.kind !== "lost") return stay(state);
  const { reason } = phase;
  const result = { kind: "lost", reason, pduWritten: false } as const;
  return { state, actions: [{ kind: "resolve", result }] };
}
