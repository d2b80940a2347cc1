import type { ModemStatus } from "./driver.ts";
import type { RecoveryState, Rung } from "./recovery_state.ts";

/** A modem's state as the operator reads it: one word, then what is going on and what to do. */
export function inWords(
  state: RecoveryState,
): Pick<ModemStatus, "state" | "detail"> {
  switch (state.phase) {
    case "closed":
      return state.reason === ""
        ? { state: "starting", detail: "The port is being opened" }
        : {
          state: "unplugged",
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
      return recovering(
        state.reason,
        "check antenna, SIM and contract; sending goes on when it is back",
      );
    case "locked":
      return { state: "blocked", detail: state.reason };
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

const words: Readonly<Record<Rung, string>> = {
  "reinitialise": "the modem is being set up again",
  "radio-cycle": "its radio is being switched off and on",
  "restart": "the modem is being restarted",
  "reopen": "the port is being closed and opened",
};

function recovering(reason: string, action: string) {
  return { state: "recovering", detail: `${reason}; ${action}` } as const;
}
