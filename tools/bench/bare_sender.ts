import { systemClock } from "../../src/model/mod.ts";
import type { SerialPort } from "../../src/modem/serial/mod.ts";
import type { SubmitPdu } from "../../src/sms/mod.ts";

/** What a bare sender saw. */
export interface BareRun {
  /** From each PDU's end to the modem's answer, milliseconds. */
  readonly answerMs: readonly number[];
}

const encoder = new TextEncoder();
const endOfPdu = "\x1a";

/** What a bare sender does besides sending. */
export interface BareOptions {
  /** Called before each PDU and after each answer: what a sender does that must not forget. */
  readonly record?: () => void;
}

/**
 * Sends SMS as fast as a modem takes them: command, prompt, PDU, answer, and nothing besides. No queue, no driver, no
 * deadline: what an appliance is measured against.
 */
export async function sendBare(
  port: SerialPort,
  pdus: readonly SubmitPdu[],
  { record = () => {} }: BareOptions = {},
): Promise<BareRun> {
  const chat = new BareChat(port);
  await chat.ask("ATE0\r", "OK\r\n");
  await chat.ask("AT+CMGF=0\r", "OK\r\n");
  const answerMs: number[] = [];
  for (const { hex, length } of pdus) {
    await chat.ask(`AT+CMGS=${length}\r`, "> ");
    record();
    const writtenAt = systemClock.monotonic();
    await chat.ask(hex + endOfPdu, "OK\r\n");
    answerMs.push(systemClock.monotonic() - writtenAt);
    record();
  }
  return { answerMs };
}

/** Says something, and reads until the modem has said what it must. */
class BareChat {
  readonly #port: SerialPort;
  readonly #decoder = new TextDecoder();

  constructor(port: SerialPort) {
    this.#port = port;
  }

  async ask(text: string, end: string): Promise<void> {
    await this.#port.write(encoder.encode(text));
    let answer = "";
    while (!answer.endsWith(end)) {
      const read = await this.#port.read();
      if (read.kind === "lost") throw new Error(read.reason);
      answer += this.#decoder.decode(read.bytes);
      if (answer.includes("ERROR")) throw new Error(`Modem says ${answer}`);
    }
  }
}
