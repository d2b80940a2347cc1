import type { ModemStatus } from "./driver.ts";
import {
  type RecoveryState,
  recoveryTimes,
  type Rung,
} from "./recovery_state.ts";

/** A modem's state as the operator reads it: one word, then what is going on and what to do. */
export function inWords(
  state: RecoveryState,
): Pick<ModemStatus, "state" | "detail" | "why"> {
  switch (state.phase) {
    case "closed":
      return state.reason === ""
        ? { state: "starting", detail: "The port is being opened" }
        : {
          state: state.barred ? "blocked" : "unplugged",
          detail: `${state.reason}; the port is tried again by itself`,
        };
    case "starting":
      return state.reason === ""
        ? { state: "starting", detail: "The modem is being set up" }
        : recovering(state.reason, "the modem is being set up");
    case "climbing":
      return recovering(state.reason, words[state.rung]);
    case "usable":
      return { state: "usable", detail: "" };
    case "searching":
      return {
        ...recovering(state.reason, state.advice),
        why: "registration",
      };
    case "locked":
      return { state: "blocked", why: "sim", detail: state.reason };
    case "simless":
      return {
        state: "blocked",
        why: "sim",
        detail: `${state.reason}; sending goes on when one is there`,
      };
    case "blocked":
      return {
        state: "blocked",
        detail:
          `${state.reason}; nothing helped, so the modem rests for a while: check its power, SIM and credit, or replug it`,
      };
    default:
      return state satisfies never;
  }
}

/** What happens next by itself, and at which monotonic moment; undefined when all is well. */
export function nextInWords(
  state: RecoveryState,
): { readonly text: string; readonly at: number } | undefined {
  const at = state.until;
  switch (state.phase) {
    case "closed":
      return { text: "the port is opened", at };
    case "starting":
      return { text: "the modem is set up", at };
    case "climbing":
      return { text: words[state.rung].replace(" being ", " "), at };
    case "usable":
      return undefined;
    case "searching": {
      const left = recoveryTimes.patience - state.checks;
      return left <= 1
        ? { text: "its radio is switched off and on", at }
        : { text: "it is asked for its network again", at };
    }
    case "locked":
      return { text: "it is looked at again", at };
    case "simless":
      return { text: "the SIM is looked for again", at };
    case "blocked":
      return { text: "everything is tried again", at };
    default:
      return state satisfies never;
  }
}

const words: Readonly<Record<Rung, string>> = {
  "reinitialise": "the modem is being set up again",
  "radio-cycle": "its radio is being switched off and on",
  "restart": "the modem is being restarted",
  "reopen": "the port is being closed and opened",
  "power-cycle": "the reset_command is being run",
};

function recovering(reason: string, action: string) {
  return { state: "recovering", detail: `${reason}; ${action}` } as const;
}
