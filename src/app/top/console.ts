import type { Clock } from "../../model/mod.ts";
import type { Keyboard } from "../hidden_lines.ts";
import type { OutputStream } from "../screen.ts";
import type { Size } from "./frame.ts";
import { decodeKeys, escapeOf, type Key } from "./keys.ts";
import { enterPicture, leavePicture, paint } from "./paint.ts";

/** A terminal with its keyboard. */
export interface Terminal {
  readonly keyboard: Keyboard;
  readonly output: OutputStream;
  readonly size: () => Size;
  /** Calls back when the size may have changed; the answer ends it. */
  readonly onResize: (listener: () => void) => () => void;
  /** Calls back when the process ends in whatever way it still can be told; the answer ends it. */
  readonly onEnd: (listener: () => void) => () => void;
}

/** So long after an Escape the rest of a sequence may come, milliseconds; as in other programs. */
const escapeMs = 50;

/** The terminal as a canvas, in raw mode and on its alternate screen, until it is disposed of; then it is as it was. */
export class Console implements Disposable {
  readonly #terminal: Terminal;
  readonly #stopOnEnd: () => void;
  #shown: readonly string[] | undefined;
  #open = true;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#stopOnEnd = terminal.onEnd(() => this[Symbol.dispose]());
    terminal.keyboard.setRaw(true);
    this.#write(enterPicture);
  }

  /** The terminal's size at the moment. */
  get size(): Size {
    return this.#terminal.size();
  }

  /** Shows a picture. `anew`: also what is thought to be there already. */
  show(lines: readonly string[], { anew = false } = {}): void {
    if (!this.#open) return;
    const codes = paint(anew ? undefined : this.#shown, lines);
    this.#shown = lines;
    if (codes !== "") this.#write(codes);
  }

  /** Calls back for each key until there are no more or the signal aborts. */
  async keys(
    { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
    press: (key: Key) => void,
  ): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(1_024);
    let rest = "";
    for (;;) {
      const timer = rest === "" ? undefined : clock.after(escapeMs, () => {
        const keys = escapeOf(rest);
        rest = "";
        keys.forEach(press);
      });
      const count = await this.#terminal.keyboard.read(buffer);
      timer?.cancel();
      if (count === null || signal.aborted) return;
      const text = decoder.decode(buffer.subarray(0, count), { stream: true });
      const decoded = decodeKeys(rest + text);
      rest = decoded.rest;
      decoded.keys.forEach(press);
    }
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stopOnEnd();
    try {
      this.#write(leavePicture);
    } finally {
      this.#terminal.keyboard.setRaw(false);
    }
  }

  #write(text: string): void {
    let rest = new TextEncoder().encode(text);
    while (rest.length > 0) {
      rest = rest.subarray(this.#terminal.output.writeSync(rest));
    }
  }
}
