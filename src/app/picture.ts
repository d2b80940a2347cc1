import type { OutputStream } from "./screen.ts";

// ECMA-48 control sequences, and the alternate screen of xterm, which every terminal of today has.
const enter = "\x1b[?1049h\x1b[?25l";
const leave = "\x1b[?25h\x1b[?1049l";
const home = "\x1b[H";
const eraseLineEnd = "\x1b[K";
const eraseBelow = "\x1b[J";

/** A picture that fills the terminal and is drawn over and over, without a flicker: each one in one write, line over line. */
export class Picture implements Disposable {
  readonly #stream: OutputStream;
  readonly #rows: () => number;
  #open = false;

  /** `rows` tells the terminal's height at the moment. */
  constructor(stream: OutputStream, rows: () => number) {
    this.#stream = stream;
    this.#rows = rows;
  }

  /** Shows these lines, as many as fit. */
  draw(lines: readonly string[]): void {
    const rows = Math.max(2, this.#rows());
    const hidden = lines.length - rows + 1;
    const shown = hidden > 1
      ? [...lines.slice(0, rows - 1), `… ${hidden} more lines`]
      : lines;
    const start = this.#open ? home : enter + home;
    this.#open = true;
    const body = shown.map((line) => line + eraseLineEnd).join("\r\n");
    this.#write(start + body + eraseBelow);
  }

  /** Gives the terminal back as it was. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#write(leave);
  }

  #write(text: string): void {
    let rest = new TextEncoder().encode(text);
    while (rest.length > 0) {
      rest = rest.subarray(this.#stream.writeSync(rest));
    }
  }
}
