// house: specification table
import type { Quirks } from "./quirks.ts";

/** What each switch does, in words; the key in the config has the same name in small letters, times without "ms". */
export const quirkSwitches: Readonly<Record<keyof Quirks, string>> = {
  errors:
    "Whose meaning of the `+CMS ERROR` codes from 512 on holds: the makers contradict each other",
  init:
    "Commands that are sent once the modem has said who it is; what comes back does not matter",
  commandGapMs:
    "How long it is left alone after each answer; what it says by then answers nothing",
  lineEndFirst: "Whether CR LF must stand before each command",
  wakeUp:
    "Whether it misses the first command after a rest, and must be called by `AT`",
  iccid: "The command that asks for the SIM's ICCID, tried before the others",
  pinTries:
    "The command that asks how many tries the PIN has left; the first number of the answer counts",
  pinSettleMs:
    "How long a locked SIM must stay locked before that is believed and a PIN is entered",
  pinPauseMs: "How long it is left alone after a PIN",
  radioSettleMs: "How long it is left alone after `AT+CFUN=1`",
  radioCycle:
    "Whether its radio may be switched off and on; if not, it is restarted instead",
  resetProfile:
    "The command that puts its settings back, sent when it is set up anew after trouble: `ATZ` or `AT&F`",
  storageWalk:
    "The memories that must be chosen one after the other before it receives",
  storageParameters: "How many memories `AT+CPMS` takes at most, 1 to 3",
  reportRouting:
    'Which status reports are preferred: "direct" (`+CDS`) or "stored" (`+CDSI`)',
  cnmiBuffer: "The last value of `AT+CNMI` that is tried first, 0 or 1",
  acknowledges:
    "Whether it wants `AT+CNMA` for a report where `AT+CSMS?` says 1",
  deletesTogether:
    "Whether it deletes all segments of an SMS with the first; all are then read before any is deleted",
  linkHold:
    "Whether `AT+CMMS=2` may be sent, which keeps the link up between segments",
  promptTimeoutMs: "How long the prompt for a PDU is waited for",
  pduDelayMs: "How long it is left alone between the prompt and the PDU",
  pduChunk:
    "How many characters of a PDU are written at once, with 10 ms in between; 0 for all",
  answerTimeoutMs:
    "How long the network's answer to a PDU is waited for; too short a time sends messages twice",
  rtsCts:
    "Whether the port uses RTS/CTS flow control; with an unwired CTS nothing is ever sent",
};

/** Those that no make is known to need; the operator may. */
export const operatorsOnly: ReadonlySet<keyof Quirks> = new Set([
  "lineEndFirst",
  "promptTimeoutMs",
  "pduDelayMs",
  "answerTimeoutMs",
  "rtsCts",
]);

/** What a switch is called in the config: `pinPauseMs` is `pin_pause`. */
export function configNameOf(key: string): string {
  return key.replace(/Ms$/, "")
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
