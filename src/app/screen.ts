/** One of the process's output streams; `Deno.stdout` and `Deno.stderr` satisfy it. */
export interface OutputStream {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

// A terminal control sequence: to the first column, then erase the line (ECMA-48).
const eraseLine = "\r\x1b[2K";

/**
 * What a person sees: lines that stay, and below them, on a terminal, one line that changes in place. Results go to stdout;
 * everything else goes to stderr, so that a pipe gets results only.
 */
export class Screen {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  /** Whether the live line can be shown. */
  readonly live: boolean;
  #liveLine = "";

  constructor(stdout: OutputStream, stderr: OutputStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.live = stderr.isTerminal();
  }

  /** Prints a result. */
  result(text: string): void {
    this.#aboveLiveLine(this.#stdout, text);
  }

  /** Prints a message for whoever watches. */
  note(text: string): void {
    this.#aboveLiveLine(this.#stderr, text);
  }

  /** Changes the live line; "" removes it. Does nothing without a terminal. */
  status(text: string): void {
    if (!this.live || text === this.#liveLine) return;
    this.#liveLine = text;
    write(this.#stderr, eraseLine + text);
  }

  #aboveLiveLine(stream: OutputStream, text: string): void {
    if (this.#liveLine !== "") write(this.#stderr, eraseLine);
    write(stream, `${text}\n`);
    if (this.#liveLine !== "") write(this.#stderr, this.#liveLine);
  }
}

const encoder = new TextEncoder();

function write(stream: OutputStream, text: string): void {
  let rest = encoder.encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
  } catch (error) {
    // A reader that went away (`| head`) is no reason to stop sending alerts, nor is a terminal that was closed.
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    error instanceof Error && "code" in error && error.code === "EIO";
}
