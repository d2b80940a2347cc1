import { pause } from "../../tests/interop/support/eventually.ts";
import {
  queuedId,
  SmtpClient,
} from "../../tests/interop/support/smtp_client.ts";
import { mailKey } from "./log.ts";

/** What a soak's load is made of. */
export interface SoakLoadOptions {
  readonly port: number;
  /** Mails a second; less when the server is slower. */
  readonly perSecond: number;
}

const clients = 4;
const phones = 40;
const reconnectMs = 50;

/** Numbered mails over several connections: short and long ones, to one phone or to several. */
export class SoakLoad {
  /** The texts of all mails begun, by mark and recipient. */
  readonly tried = new Map<string, string>();
  /** Of those, what was answered 250. */
  readonly promised = new Set<string>();
  /** Replies other than 250. */
  readonly refused: string[] = [];
  /** Holds back until it is false again: the modems cannot keep up. */
  held = false;
  readonly #options: SoakLoadOptions;
  #mails = 0;
  #stopped = false;

  constructor(options: SoakLoadOptions) {
    this.#options = options;
  }

  /** Sends until `stop()`. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: clients }, () => this.#client()));
  }

  /** Begins nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  async #client(): Promise<void> {
    while (!this.#stopped) {
      try {
        using client = await SmtpClient.connect(this.#options.port);
        while (!this.#stopped && await this.#mail(client));
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
        await pause(reconnectMs);
      }
    }
  }

  /** Sends a mail and waits for the time of the next; false when the server is gone, and nobody knows of this one. */
  async #mail(client: SmtpClient): Promise<boolean> {
    const begun = performance.now();
    const alive = this.held || await this.#send(client);
    const spent = performance.now() - begun;
    await pause(Math.max(0, 1000 * clients / this.#options.perSecond - spent));
    return alive;
  }

  async #send(client: SmtpClient): Promise<boolean> {
    const { to, data } = mailOf(++this.#mails);
    const keys = to.map((one) => mailKey(data, one));
    for (const key of keys) this.tried.set(key, data);
    const reply = await client.mail({ to, data });
    if (reply === undefined) return false;
    if (queuedId(reply) === undefined) {
      this.refused.push(`${data}: ${reply}`);
      return true;
    }
    for (const key of keys) this.promised.add(key);
    return true;
  }
}

/** Every third takes two to four segments, each of which holds the mark; every fourth goes to three phones. */
export function mailOf(
  number: number,
): { readonly to: readonly string[]; readonly data: string } {
  const mark = `#${String(number).padStart(5, "0")}`;
  const repeats = number % 3 === 0 ? 30 + 30 * (number % 7 % 3) : 2;
  const count = number % 4 === 0 ? 3 : 1;
  return {
    to: Array.from(
      { length: count },
      (_, index) => `+467012345${10 + (number * 7 + index) % phones}`,
    ),
    data: `${mark} `.repeat(repeats).trim(),
  };
}
