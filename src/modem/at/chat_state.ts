import type { AtCommand, PduBody } from "./command.ts";
import type { AtResult, Heard } from "./result.ts";
import type { Urc } from "./urc.ts";

/** A command whose prompt is to be answered. */
export type PduCommand = AtCommand & { readonly pdu: PduBody };

/** What a chat is about at the moment. */
export type ChatPhase =
  /** Nothing runs; a command may be sent. */
  | { readonly kind: "idle" }
  /** A command runs. */
  | {
    readonly kind: "command";
    readonly command: AtCommand;
    readonly info: readonly string[];
    readonly heard: Heard;
  }
  /** A command with a PDU waits for its prompt. */
  | { readonly kind: "prompting"; readonly command: PduCommand }
  /** The prompt is there; whoever sends must give leave before the PDU is written. */
  | { readonly kind: "holding"; readonly command: PduCommand }
  /** The PDU is written. `okSeen`: a final OK came ahead of the information response. */
  | {
    readonly kind: "body";
    readonly command: PduCommand;
    readonly info: readonly string[];
    readonly okSeen: boolean;
  }
  /** After a time-out: ESC is sent, silence is awaited. `rounds` counts what broke it. */
  | { readonly kind: "draining"; readonly rounds: number }
  /** After the silence: AT must be answered by OK twice, because an OK may be several commands late. */
  | { readonly kind: "probing"; readonly oks: number; readonly tries: number }
  /** The port is gone. */
  | { readonly kind: "lost"; readonly reason: string };

/** All that a chat remembers. */
export interface ChatState {
  readonly phase: ChatPhase;
  /** The first line of a two-line URC whose PDU is awaited. */
  readonly header: string | undefined;
  /** The last few command lines: their echo may come late. */
  readonly written: readonly string[];
  /** Whether an echo was heard since the last command was sent. */
  readonly echoed: boolean;
  /** Whether none was heard of the command before it. */
  readonly quiet: boolean;
}

/** What happens to a chat. */
export type ChatEvent =
  /** Only while `isIdle`. */
  | { readonly kind: "send"; readonly command: AtCommand }
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "prompt" }
  /** The armed time is up. */
  | { readonly kind: "timeout" }
  /** `before()` of the command resolved. */
  | { readonly kind: "released"; readonly command: AtCommand }
  /** `before()` of the command rejected. */
  | {
    readonly kind: "refused";
    readonly command: AtCommand;
    readonly reason: string;
  }
  /** The owner has seen an answer that fits no question: find the modem's rhythm again. Only while `isIdle`. */
  | { readonly kind: "resync" }
  /** The owner has concluded that the modem started anew. */
  | { readonly kind: "restarted"; readonly by: string }
  | { readonly kind: "lost"; readonly reason: string };

/** What is to be done, in order. */
export type ChatAction =
  | { readonly kind: "write"; readonly text: string }
  /** Ask for a `timeout` after so long; takes the place of an earlier one. */
  | { readonly kind: "arm"; readonly delayMs: number }
  | { readonly kind: "disarm" }
  /** Call the command's `before()`. */
  | { readonly kind: "release"; readonly command: PduCommand }
  /** The command in flight has ended. */
  | { readonly kind: "resolve"; readonly result: AtResult }
  | { readonly kind: "urc"; readonly urc: Urc };

/** One step of a chat. */
export interface ChatStep {
  readonly state: ChatState;
  readonly actions: readonly ChatAction[];
}

/** A chat that has not begun. */
export const newChat: ChatState = {
  phase: { kind: "idle" },
  header: undefined,
  written: [],
  // Not known, so nothing is concluded from it.
  echoed: true,
  quiet: false,
};

/** Whether a command may be sent. */
export function isIdle(state: ChatState): boolean {
  return state.phase.kind === "idle";
}

/** The command in flight, if one is. */
export function commandOf(phase: ChatPhase): AtCommand | undefined {
  switch (phase.kind) {
    case "command":
    case "prompting":
    case "holding":
    case "body":
      return phase.command;
    case "idle":
    case "draining":
    case "probing":
    case "lost":
      return undefined;
    default:
      return phase satisfies never;
  }
}
