import assert from "node:assert/strict";
import { systemClock } from "../../src/model/mod.ts";
import {
  openPty,
  openSerialPorts,
  type SerialPort,
  type SerialPorts,
} from "../../src/modem/serial/mod.ts";
import { Child } from "./child.ts";
import { programCommand } from "./program.ts";

/** Somebody at a real pseudo-terminal on which a command of `cellpost` runs, with Ctrl-C as a person has it. */
export class TerminalPerson implements AsyncDisposable {
  /** All that the terminal has shown. */
  shown = "";
  readonly child: Child;
  readonly #ports: SerialPorts = openSerialPorts(systemClock);
  readonly #port: SerialPort;

  constructor(folder: string, args: readonly string[]) {
    const { port, slavePath } = openPty(this.#ports);
    this.#port = port;
    const shell =
      'stty sane <"$0" && exec setsid --ctty --wait "$@" <"$0" 2>"$0" >"$0"';
    this.child = new Child(
      ["sh", "-c", shell, slavePath, ...programCommand(args)],
      { cwd: folder },
    );
  }

  /** Waits until the terminal has shown these words, counted from what was shown when it was last asked. */
  async sees(words: string): Promise<void> {
    const from = this.#seen;
    while (!this.shown.slice(from).includes(words)) {
      const read = await this.#port.read();
      assert.equal(read.kind, "data", `Never shown: ${words}\n${this.shown}`);
      if (read.kind === "data") {
        this.shown += new TextDecoder().decode(read.bytes)
          .replaceAll("\r\n", "\n");
      }
    }
    this.#seen = this.shown.indexOf(words, from) + words.length;
  }
  #seen = 0;

  /** Types, without Enter. */
  type(text: string): Promise<void> {
    return this.#port.write(new TextEncoder().encode(text));
  }

  /** Reads on until the command has said these last words and ended, and tells its exit code. */
  async ends(lastWords = ""): Promise<number> {
    // What it says right before its end may be on its way still when its end is known.
    await this.sees(lastWords);
    const reading = this.#readOn();
    const { code } = await this.child.status();
    this.#port.close();
    await reading;
    return code;
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const read = await this.#port.read();
      if (read.kind !== "data") return;
      this.shown += new TextDecoder().decode(read.bytes)
        .replaceAll("\r\n", "\n");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#port.close();
    await this.child[Symbol.asyncDispose]();
    await this.#ports.close();
  }
}
