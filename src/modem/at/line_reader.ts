import { QuotedText } from "./quoted_text.ts";

/** What a modem says, cut to pieces: whole lines without their terminators, and the prompt for a PDU. */
export type AtLine =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "prompt" };

const nul = 0x00;
const lf = 0x0a;
const cr = 0x0d;
const substitute = 0x1a;
const escape = 0x1b;
const space = 0x20;
const promptSign = 0x3e;

// The longest legal line is a +CMGL PDU with some 360 characters; noise without line ends must not fill the memory.
const longestLine = 4096;

const promptLine: AtLine = { kind: "prompt" };

/**
 * Cuts bytes into lines and prompts; how the bytes are split into chunks makes no difference. Lines end in CR, LF or any
 * mix of them (TS 27.005 says CR LF, but `\r\r\n` and a bare LF occur), empty ones are dropped. A `>` that begins a line is
 * the prompt at once, since nothing follows it, unless the line belongs to the text of a +CUSD. NUL, Ctrl-Z and ESC are dropped: modems send NULs while they boot and echo
 * the other two. Bytes above 0x7f are read as Latin-1.
 */
export class LineReader {
  /** The begun line. */
  #text = "";
  /** Whether one space, which belongs to the prompt, may still come. */
  #afterPrompt = false;
  readonly #quoted = new QuotedText();

  /** Takes in one chunk and returns what it has completed, in order. */
  push(bytes: Uint8Array): readonly AtLine[] {
    const lines: AtLine[] = [];
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      switch (byte) {
        case cr:
        case lf:
          this.#append(bytes.subarray(start, i));
          this.#endLine(lines);
          break;
        case nul:
        case substitute:
        case escape:
          this.#append(bytes.subarray(start, i));
          break;
        case promptSign:
          if (i > start || this.#text !== "") continue;
          if (this.#quoted.isOpen) continue;
          lines.push(promptLine);
          this.#afterPrompt = true;
          break;
        case space:
          if (i > start || !this.#afterPrompt) continue;
          this.#afterPrompt = false;
          break;
        default:
          if (this.#afterPrompt) this.#afterPrompt = false;
          continue;
      }
      start = i + 1;
    }
    this.#append(bytes.subarray(start));
    return lines;
  }

  #append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const room = longestLine - this.#text.length;
    this.#text += String.fromCharCode(...bytes.subarray(0, Math.max(0, room)));
  }

  #endLine(lines: AtLine[]): void {
    this.#afterPrompt = false;
    if (this.#text === "") return;
    lines.push({ kind: "line", text: this.#text });
    this.#quoted.take(this.#text);
    this.#text = "";
  }
}
