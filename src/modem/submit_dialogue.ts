import type { Clock, SendResult } from "../model/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";
import type { AtChannel, AtCommand, AtResult } from "./at/mod.ts";
import type { SubmitHooks } from "./driver.ts";
import { plainQuirks, type Quirks } from "./quirks.ts";
import {
  resultOfSendError,
  type SendError,
  sendErrorOf,
} from "./send_error.ts";

/** The times of the dialogue in milliseconds, and its counts. modem.md §2.6. */
const times = {
  busyTries: 10,
  busyPauseMs: 2_000,
  busySpreadMs: 3_000,
  pduModeMs: 5_000,
  wakeMs: 1_000,
  wakeTries: 3,
} as const;

/** So many passing troubles in a row, with whatever message, and the modem is the likely cause. */
const suspicious = 3;

/** What the dialogue needs of its driver. */
export interface SubmitOptions {
  readonly clock: Clock;
  /** Ends the waits for a busy modem. */
  readonly signal: AbortSignal;
}

/** Sends SUBMITs by AT+CMGS, one at a time, and judges the answers. TS 27.005 §4.3. */
export class SubmitDialogue {
  readonly #channel: AtChannel;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #transientInARow = 0;
  /** What is particular about the modem. */
  quirks: Quirks = plainQuirks;

  constructor(channel: AtChannel, { clock, signal }: SubmitOptions) {
    this.#channel = channel;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Sends one segment; repeats what a busy modem or one in text mode has refused. */
  async submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult> {
    await this.wake();
    let busy = 0;
    let pduModeSet = false;
    for (;;) {
      const attempt = { over: false };
      const command = this.#submitCommand(pdu, hooks, attempt);
      const result = await this.#channel.send(command);
      attempt.over = true;
      if (result.kind !== "error") {
        return this.#note(judge(result, this.quirks));
      }
      const error = sendErrorOf(result.error, this.quirks.errors);
      if (error.means === "busy" && ++busy < times.busyTries) {
        if (await this.#waitWhileBusy()) continue;
      }
      // The modem may have restarted unnoticed, and then is in text mode.
      if (error.means === "pdu-mode" && !pduModeSet) {
        pduModeSet = true;
        await this.#setPduMode();
        continue;
      }
      return this.#refused(error);
    }
  }

  /** Calls a modem that misses the first command after a rest; at once for any other. */
  async wake(): Promise<void> {
    if (!this.quirks.wakeUp) return;
    const knock = { text: "AT", timeoutMs: times.wakeMs, probe: true };
    for (let tries = 0; tries < times.wakeTries; tries++) {
      if ((await this.#channel.send(knock)).kind !== "timeout") return;
    }
  }

  #note(result: SendResult): SendResult {
    if (result.kind === "sent") this.#transientInARow = 0;
    return result;
  }

  #refused(error: SendError): SendResult {
    if (error.means === "transient") this.#transientInARow++;
    return resultOfSendError(error, this.#transientInARow >= suspicious);
  }

  /** False when the driver was closed meanwhile. */
  #waitWhileBusy(): Promise<boolean> {
    const { busyPauseMs, busySpreadMs } = times;
    const delayMs = busyPauseMs + this.#clock.random() * busySpreadMs;
    return this.#clock.sleep(delayMs, this.#signal)
      .then(() => true, () => false);
  }

  #submitCommand(
    pdu: SubmitPdu,
    hooks: SubmitHooks,
    attempt: { readonly over: boolean },
  ): AtCommand {
    const { answerTimeoutMs, pduDelayMs, promptTimeoutMs } = this.quirks;
    const before = async () => {
      if (pduDelayMs > 0) await this.#clock.sleep(pduDelayMs, this.#signal);
      // Nobody may be told of a PDU that will never be written.
      if (attempt.over) return;
      await hooks.beforePdu();
    };
    const asked = () => {
      if (pduDelayMs === 0) hooks.prompting?.();
    };
    const written = () => hooks.sending?.();
    return {
      text: `AT+CMGS=${pdu.length}`,
      timeoutMs: promptTimeoutMs,
      expect: ["+CMGS:"],
      pdu: { hex: pdu.hex, timeoutMs: answerTimeoutMs, asked, before, written },
    };
  }

  async #setPduMode(): Promise<void> {
    await this.#channel.send({
      text: "AT+CMGF=0",
      timeoutMs: times.pduModeMs,
    });
  }
}

/** The outcome of all but a refusal. */
function judge(
  result: Exclude<AtResult, { readonly kind: "error" }>,
  { answerTimeoutMs, promptTimeoutMs }: Quirks,
): SendResult {
  switch (result.kind) {
    case "ok":
      return accepted(result.info);
    case "timeout":
      return result.pduWritten
        ? uncertain(
          `No answer within ${answerTimeoutMs / 1000} s after the PDU`,
        )
        : notSent(
          `No prompt for the PDU within ${promptTimeoutMs / 1000} s`,
        );
    case "restarted": {
      const reason = `The modem restarted (${result.by})`;
      return result.pduWritten
        ? uncertain(`${reason} after it was given the PDU`)
        : notSent(`${reason} before it was given the PDU`);
    }
    case "lost": {
      const reason = `The port was lost (${result.reason})`;
      return result.pduWritten
        ? uncertain(`${reason} after the PDU was written`)
        : notSent(`${reason} before the PDU was written`);
    }
    case "withheld":
      return { kind: "retry", fault: "message", reason: result.reason };
    default:
      return result satisfies never;
  }
}

function accepted(info: readonly string[]): SendResult {
  const line = info.find((it) => it.startsWith("+CMGS:"));
  if (line === undefined) {
    return uncertain("The modem said OK without +CMGS to the PDU");
  }
  const reference = Number.parseInt(line.slice("+CMGS:".length), 10);
  // A reference that cannot be read costs the status report, not the message.
  return { kind: "sent", reference: reference >= 0 ? reference & 0xff : 0 };
}

function uncertain(reason: string): SendResult {
  return { kind: "uncertain", reason };
}

function notSent(reason: string): SendResult {
  return { kind: "retry", fault: "modem", reason };
}
