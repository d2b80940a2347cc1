import type { AtChannel } from "./at/mod.ts";
import type { Conversation } from "./conversation.ts";

/** What any modem answers by a line of its own (TS 27.005 §3, TS 27.007 §5.5), and what is hardly asked otherwise. */
const questions = ["+CMGF", "+CNMI", "+CSCS", "+CSMS"] as const;

/** As some answer: settings, and too short to be a serial number. */
const withoutName = /^[\d,]{1,9}$|^"\w+"$/;

const timeoutMs = 5_000;

/**
 * Whether answers are those to the questions asked. An answer that comes too late is taken for that to the next question, and so on
 * for ever, and most say only OK: a place would be read as another one. What an earlier process has asked, an ESC at a prompt that it
 * left, an AT to which the modem was late: all make an OK too many. Answers come in the order of the questions, so one that names
 * its question shows that none before it is still to come.
 */
export class InStep {
  readonly #channel: AtChannel;
  /** How many doubts there had been when it was last shown; undefined before. */
  #shownAt: number | undefined;
  #next = 0;

  constructor(channel: AtChannel) {
    this.#channel = channel;
  }

  /** Whether it was shown, and there was no doubt since. */
  get holds(): boolean {
    return this.#shownAt === this.#channel.doubts;
  }

  /** Shows it where it is in doubt; false when it is not so, or the modem says nothing. */
  async show(conversation: Conversation): Promise<boolean> {
    let refused = 0;
    for (let tries = 0; tries < questions.length && !this.holds; tries++) {
      const answer = await this.#ask(conversation);
      if (answer === "silent" || conversation.broken) return false;
      if (answer === "refused") refused++;
      if (answer === "another") conversation.resync();
      if (answer === "own") this.#shownAt = this.#channel.doubts;
    }
    // Of one that answers none of them nothing can be shown, and nothing speaks against it.
    if (refused === questions.length) this.#shownAt = this.#channel.doubts;
    return this.holds;
  }

  /** Each time another question: the answer to the last one may be what comes. */
  async #ask(
    conversation: Conversation,
  ): Promise<"own" | "another" | "refused" | "silent"> {
    const name = questions[this.#next++ % questions.length] ?? questions[0];
    const expect = [`${name}:`];
    const text = `AT${name}?`;
    const command = { text, timeoutMs, expect, bare: true };
    const result = await conversation.ask(command);
    if (result.kind === "error") return "refused";
    if (result.kind !== "ok") return "silent";
    const isOwn = result.info.some((line) =>
      line.startsWith(`${name}:`) || withoutName.test(line)
    );
    return isOwn ? "own" : "another";
  }
}
