/** Where a person or a pipe types; `Deno.stdin` satisfies it. */
export interface Keyboard {
  isTerminal(): boolean;
  /** Whether keys come one by one, and are not shown. */
  setRaw(raw: boolean): void;
  read(buffer: Uint8Array): Promise<number | null>;
}

// Longer than any password that a client could send.
const longestBytes = 4_096;

const key = {
  ctrlC: 0x03,
  ctrlD: 0x04,
  backspace: 0x08,
  lineFeed: 0x0a,
  enter: 0x0d,
  ctrlU: 0x15,
  delete: 0x7f,
} as const;

/**
 * Lines that must not be seen: from a terminal, which shows nothing of them meanwhile, or from a pipe. Lines that came at
 * once are handed out one by one.
 */
export class HiddenLines {
  readonly #keyboard: Keyboard;
  readonly #buffer = new Uint8Array(longestBytes);
  #rest = new Uint8Array(0);

  constructor(keyboard: Keyboard) {
    this.#keyboard = keyboard;
  }

  /**
   * What is typed until Enter; undefined when the person gives up by Ctrl-C or Ctrl-D. `ready` is called once keys are no
   * longer shown. Throws `TypeError` when it is not UTF-8.
   */
  async typed(ready: () => void): Promise<string | undefined> {
    this.#keyboard.setRaw(true);
    try {
      ready();
      let line: readonly number[] = [];
      for (;;) {
        const step = afterKey(line, await this.#next());
        switch (step.kind) {
          case "more":
            line = step.line;
            continue;
          case "entered":
            return textOf(line);
          case "givenUp":
            return undefined;
          default:
            return step satisfies never;
        }
      }
    } finally {
      this.#keyboard.setRaw(false);
    }
  }

  /** The next line without its end, CRLF or LF; undefined when there is none. Throws `TypeError` when it is not UTF-8. */
  async piped(): Promise<string | undefined> {
    const line: number[] = [];
    for (;;) {
      const byte = await this.#next();
      if (byte === undefined && line.length === 0) return undefined;
      if (byte === undefined || byte === key.lineFeed) break;
      if (line.length < longestBytes) line.push(byte);
    }
    return textOf(line).replace(/\r$/, "");
  }

  async #next(): Promise<number | undefined> {
    while (this.#rest.length === 0) {
      const count = await this.#keyboard.read(this.#buffer);
      if (count === null) return undefined;
      this.#rest = this.#buffer.slice(0, count);
    }
    const [byte] = this.#rest;
    this.#rest = this.#rest.subarray(1);
    return byte;
  }
}

type KeyStep =
  | { readonly kind: "more"; readonly line: readonly number[] }
  | { readonly kind: "entered" }
  | { readonly kind: "givenUp" };

function afterKey(
  line: readonly number[],
  byte: number | undefined,
): KeyStep {
  switch (byte) {
    case key.enter:
    case key.lineFeed:
      return { kind: "entered" };
    case undefined:
    case key.ctrlC:
    case key.ctrlD:
      return { kind: "givenUp" };
    case key.ctrlU:
      return { kind: "more", line: [] };
    case key.backspace:
    case key.delete:
      return { kind: "more", line: withoutLast(line) };
    default:
      return {
        kind: "more",
        line: line.length < longestBytes ? [...line, byte] : line,
      };
  }
}

/** Without the last character, however many bytes of UTF-8 it has. */
function withoutLast(line: readonly number[]): readonly number[] {
  const start = line.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  return line.slice(0, Math.max(0, start));
}

function textOf(line: readonly number[]): string {
  // The decoder also drops a byte order mark, which PowerShell's pipes put in front.
  return new TextDecoder("utf-8", { fatal: true })
    .decode(Uint8Array.from(line));
}
