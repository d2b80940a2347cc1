import type { SerialPort } from "../../src/modem/serial/mod.ts";
import { FakeModem, type FakeModemOptions } from "./fake_modem.ts";
import type { Terminals } from "./terminals.ts";

/**
 * A fake modem behind a pseudo-terminal: the program opens a real port of the kernel, by a link that stays the same like
 * one in `/dev/serial/by-id`, whatever number the kernel gives to what is behind it.
 */
export class PtyModem extends FakeModem {
  readonly #terminals: Terminals;
  #link: string;
  #device = "";

  /** It is plugged in when `plugIn` has resolved. */
  constructor(terminals: Terminals, link: string, options: FakeModemOptions) {
    super(options);
    this.#link = link;
    this.#terminals = terminals;
  }

  /** What to open. */
  get link(): string {
    return this.#link;
  }

  /** The device that the link leads to, or last led to. */
  get device(): string {
    return this.#device;
  }

  /** Puts it in, or back in under another number than it had, and behind another link where told; `unplug` pulls it out. */
  async plugIn(link = this.#link): Promise<void> {
    this.#link = link;
    this.plug();
    const port = await this.open();
    const { far, device } = this.#terminals.plug(this.link, this.#device);
    this.#device = device;
    // Whichever end is lost takes the other one with it.
    pump(port, far);
    pump(far, port);
  }
}

async function pump(from: SerialPort, to: SerialPort): Promise<void> {
  for (;;) {
    const read = await from.read();
    if (read.kind === "lost") return to.close();
    to.write(read.bytes).catch(() => to.close());
  }
}
