import { CommandError, exitCode } from "./exit_code.ts";
import { type Palette, plainPalette } from "./palette.ts";

/** One of the process's output streams; `Deno.stdout` and `Deno.stderr` satisfy it. */
export interface OutputStream {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

// A terminal control sequence: to the first column, then erase the line (ECMA-48).
const eraseLine = "\r\x1b[2K";

/**
 * What a person sees: lines that stay, and below them, on a terminal, one line that changes in place. Results go to stdout;
 * everything else goes to stderr, so that a pipe gets results only. For programs (`--json`) each line of both is JSON: the result on stdout,
 * `{"error": …}` and `{"note": …}` on stderr.
 */
export class Screen {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  /** Whether the live line can be shown. */
  readonly live: boolean;
  /** Whether a program reads. */
  readonly json: boolean;
  /** The colours of results. */
  readonly palette: Palette;
  #liveLine = "";

  constructor(
    stdout: OutputStream,
    stderr: OutputStream,
    look: { readonly json?: boolean; readonly palette?: Palette } = {},
  ) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.json = look.json ?? false;
    this.palette = look.palette ?? plainPalette;
    this.live = stderr.isTerminal();
  }

  /**
   * Prints a result.
   *
   * @throws {CommandError} when it cannot be written and somebody may be waiting for it.
   */
  result(text: string): void {
    const error = this.#aboveLiveLine(this.#stdout, text);
    if (error === undefined || isGone(error)) return;
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      exitCode.system,
      `Cannot write the result: ${why}`,
    );
  }

  /** Prints to stdout what happens while something more important goes on; where it cannot be written it is lost. */
  show(text: string): void {
    this.#aboveLiveLine(this.#stdout, text);
  }

  /** Prints a result for programs, in one line; times are wall milliseconds. */
  data(value: unknown): void {
    this.result(JSON.stringify(value));
  }

  /** Prints a message for whoever watches. */
  note(text: string): void {
    const line = this.json ? JSON.stringify({ note: text }) : text;
    this.#aboveLiveLine(this.#stderr, line);
  }

  /** Prints why a command was not carried out. */
  error(text: string): void {
    const line = this.json ? JSON.stringify({ error: text }) : text;
    this.#aboveLiveLine(this.#stderr, line);
  }

  /** Shows what is to be answered; the answer is typed behind it. */
  ask(text: string): void {
    write(this.#stderr, text);
  }

  /** Changes the live line; "" removes it. Does nothing without a terminal. */
  status(text: string): void {
    if (!this.live || text === this.#liveLine) return;
    this.#liveLine = text;
    write(this.#stderr, eraseLine + text);
  }

  #aboveLiveLine(stream: OutputStream, text: string): unknown {
    if (this.#liveLine !== "") write(this.#stderr, eraseLine);
    const error = write(stream, `${text}\n`);
    if (this.#liveLine !== "") write(this.#stderr, this.#liveLine);
    return error;
  }
}

const encoder = new TextEncoder();

/**
 * Answers what went wrong. It is no reason to stop sending alerts: neither a reader that went away (`| head`) nor a terminal that was closed
 * nor a log on a disk that is full.
 */
function write(stream: OutputStream, text: string): unknown {
  let rest = encoder.encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
    return undefined;
  } catch (error) {
    return error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    error instanceof Error && "code" in error && error.code === "EIO";
}
