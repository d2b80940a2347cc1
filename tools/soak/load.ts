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

/** Numbered mails over several connections: short and long ones, to one phone or to several. */
export class SoakLoad {
  /** The texts of all mails that were answered 250, by mark and recipient. */
  readonly promised = new Map<string, string>();
  /** Replies other than 250. */
  readonly refused: string[] = [];
  /** Mails begun. */
  mails = 0;
  /** Holds back until it is false again: the modems cannot keep up. */
  held = false;
  readonly #options: SoakLoadOptions;
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
    const { port, perSecond } = this.#options;
    using client = await SmtpClient.connect(port);
    while (!this.#stopped) {
      const begun = performance.now();
      if (!this.held) await this.#mail(client);
      const spent = performance.now() - begun;
      await pause(Math.max(0, 1000 * clients / perSecond - spent));
    }
  }

  async #mail(client: SmtpClient): Promise<void> {
    this.mails += 1;
    const { to, data } = mailOf(this.mails);
    const reply = await client.mail({ to, data });
    if (queuedId(reply) === undefined) {
      this.refused.push(`${data}: ${reply ?? "The connection is gone"}`);
      return;
    }
    for (const one of to) this.promised.set(mailKey(data, one), data);
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
