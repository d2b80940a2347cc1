import type { Clock } from "../model/mod.ts";
import { packUssd, readUssd, ucs2Ussd } from "../sms/mod.ts";
import {
  type AtChannel,
  type AtResult,
  spellError,
  type Urc,
} from "./at/mod.ts";
import type { UssdResult } from "./driver.ts";
import { type Cusd, CusdCollector } from "./cusd.ts";

/** The times of the dialogue, milliseconds. */
const times = {
  /** From the command to its OK, which some modems give only with the answer. */
  acceptMs: 30_000,
  /** From the command to the network's answer; the network itself gives up sooner. */
  answerMs: 90_000,
  cancelMs: 5_000,
  settingMs: 2_000,
} as const;

/** What the dialogue needs of its driver. */
export interface UssdOptions {
  readonly clock: Clock;
}

/** How a string is written in AT+CUSD. */
type Spelling = "plain" | "hex" | "ucs2";

/** Speaks USSD by AT+CUSD, one dialogue at a time. TS 27.007 §7.15, TS 22.090. */
export class UssdDialogue {
  readonly #channel: AtChannel;
  readonly #clock: Clock;
  /** Present while an answer is waited for. */
  #collector: CusdCollector | undefined;
  /** How this modem wants its strings; found by trying. */
  #spelling: Spelling | undefined;
  /** Whether it is of a make that writes septets in hexadecimal. */
  packs = false;

  constructor(channel: AtChannel, { clock }: UssdOptions) {
    this.#channel = channel;
    this.#clock = clock;
  }

  /** Looks at a URC; true when it belongs to the dialogue. */
  take(urc: Urc): boolean {
    return this.#collector?.take(urc.text) ?? urc.text.startsWith("+CUSD:");
  }

  /**
   * Sends a code, and each further entry as the answer to the menu that comes; a menu that nobody answers is cancelled. Never
   * rejects; ends early, and cancels, when `signal` aborts.
   */
  async run(
    entries: readonly string[],
    signal: AbortSignal,
  ): Promise<UssdResult> {
    const answers: string[] = [];
    if (!entries.every(isSpeakable)) {
      const reason =
        "A code or an answer may have 1 to 160 characters, no quotes and no control characters";
      return { kind: "failed", reason, answers };
    }
    await this.#tell('AT+CSCS="GSM"');
    for (const [index, entry] of entries.entries()) {
      const turn = await this.#ask(entry, signal);
      if (turn.kind === "failed") return { ...turn, answers };
      answers.push(turn.text);
      const last = index === entries.length - 1;
      if (turn.more && last) await this.#cancel();
      if (!turn.more && !last) {
        const reason = `The network ended the dialogue before "${
          entries[index + 1]
        }" could be sent`;
        return { kind: "failed", reason, answers };
      }
      if (last) return { kind: "answered", answers, menu: turn.more };
    }
    return { kind: "failed", reason: "There is nothing to send", answers };
  }

  async #ask(entry: string, signal: AbortSignal): Promise<Turn> {
    if (signal.aborted) return stopped;
    const collector = new CusdCollector(this.#clock);
    this.#collector = collector;
    const patience = this.#clock.after(
      times.answerMs,
      () => collector.end({ kind: "silence" }),
    );
    const onAbort = () => collector.end({ kind: "stopped" });
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      this.#request(entry, collector).then((refusal) => {
        if (refusal !== undefined) collector.end(refusal);
      });
      const turn = this.#judge(await collector.answer);
      if (turn.kind === "failed" && turn.open) await this.#cancel();
      return turn;
    } finally {
      patience.cancel();
      signal.removeEventListener("abort", onAbort);
      collector.end({ kind: "stopped" });
      this.#collector = undefined;
    }
  }

  /** Sends one entry in the spelling that the modem is known to take, else in each until one is taken. */
  async #request(
    entry: string,
    waiting: CusdCollector,
  ): Promise<
    { readonly kind: "refused"; readonly reason: string } | undefined
  > {
    let reason = "The code has characters that this modem cannot send";
    for (const spelling of this.#spellings) {
      const command = await this.#spell(entry, spelling);
      // A dialogue that is given up was cancelled: nobody would end another.
      if (waiting.ended) break;
      if (command === undefined) continue;
      const result = await this.#channel.send({
        text: command,
        timeoutMs: times.acceptMs,
      });
      if (result.kind === "ok") {
        this.#spelling = spelling;
        return undefined;
      }
      // The answer may still come, or be there already, whatever became of the OK.
      if (result.kind === "timeout") return undefined;
      reason = reasonOf(result);
      if (result.kind !== "error") break;
    }
    return { kind: "refused", reason };
  }

  get #spellings(): readonly Spelling[] {
    if (this.#spelling !== undefined) return [this.#spelling];
    return this.packs ? ["hex", "plain", "ucs2"] : ["plain", "hex", "ucs2"];
  }

  async #spell(entry: string, as: Spelling): Promise<string | undefined> {
    switch (as) {
      case "plain":
        if (!/^[ -~]*$/.test(entry)) return undefined;
        return `AT+CUSD=1,"${entry}",15`;
      case "hex": {
        const hex = packUssd(entry);
        return hex && `AT+CUSD=1,"${hex}",15`;
      }
      case "ucs2":
        if (!await this.#tell('AT+CSCS="UCS2"')) return undefined;
        return `AT+CUSD=1,"${ucs2Ussd(entry)}",15`;
      default:
        return as satisfies never;
    }
  }

  #judge(end: Cusd): Turn {
    switch (end.kind) {
      case "answer":
        return this.#read(end);
      case "refused":
        return failed(`The modem refused: ${end.reason}`);
      case "silence":
        return failed(
          `No answer from the network within ${times.answerMs / 1000} s`,
          { open: true },
        );
      case "stopped":
        return stopped;
      default:
        return end satisfies never;
    }
  }

  // TS 27.007 §7.15, <m>.
  #read({ m, text, dcs }: Extract<Cusd, { readonly kind: "answer" }>): Turn {
    const hex = this.packs || this.#spelling === "hex";
    const words = readUssd(text, dcs, { hex }).trim();
    switch (m) {
      case 0:
      case 1:
        return { kind: "turn", text: words, more: m === 1 };
      case 2:
        // Many networks give their answer and end the dialogue with it.
        return words === ""
          ? failed("The network ended the dialogue without an answer")
          : { kind: "turn", text: words, more: false };
      case 3:
        return failed("Another program on the modem took the answer");
      case 4:
        return failed("The network does not support this code");
      case 5:
        return failed("The network took too long");
      default:
        return failed(`The network's answer is not understood (+CUSD: ${m})`);
    }
  }

  async #cancel(): Promise<void> {
    await this.#channel.send({
      text: "AT+CUSD=2",
      timeoutMs: times.cancelMs,
    });
  }

  async #tell(text: string): Promise<boolean> {
    const timeoutMs = times.settingMs;
    return (await this.#channel.send({ text, timeoutMs })).kind === "ok";
  }
}

/** Quotes and control characters would end the command, and begin another one. */
function isSpeakable(entry: string): boolean {
  return /^[^"\p{C}]{1,160}$/u.test(entry);
}

/** One answer, or why there is none. `open`: the network may still be asked for it. */
type Turn =
  | { readonly kind: "turn"; readonly text: string; readonly more: boolean }
  | {
    readonly kind: "failed";
    readonly reason: string;
    readonly open?: boolean;
  };

const stopped = failed("Stopped before the network had answered", {
  open: true,
});

function failed(
  reason: string,
  { open = false }: { readonly open?: boolean } = {},
): Turn {
  return { kind: "failed", reason, open };
}

function reasonOf(result: Exclude<AtResult, { readonly kind: "ok" }>): string {
  switch (result.kind) {
    case "error":
      return spellError(result.error);
    case "timeout":
      return "no answer";
    case "restarted":
      return `it restarted (${result.by})`;
    case "lost":
    case "withheld":
      return result.reason;
    default:
      return result satisfies never;
  }
}
