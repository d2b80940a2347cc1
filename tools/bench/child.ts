import { systemClock } from "../../src/model/mod.ts";

/** What a process takes of the machine's memory, megabytes (10⁶ bytes). */
export interface Memory {
  readonly residentMb: number;
  /** The most that it ever took. */
  readonly peakMb: number;
}

interface Wish {
  readonly pattern: RegExp;
  readonly grant: (match: RegExpExecArray) => void;
  readonly refuse: (error: Error) => void;
}

const endWithinMs = 15_000;
const linesKept = 20;

/** A program that a benchmark runs. It is watched by what it says on stderr, and ended, by its pid, by whoever started it. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #name: string;
  /** The last lines, for whoever wonders why it ended; those that were waited for are cut off. */
  #said: string[] = [];
  #wish: Wish | undefined;
  #ended = false;
  readonly #reading: Promise<void>;

  private constructor(name: string, process: Deno.ChildProcess) {
    this.#name = name;
    this.#process = process;
    this.#reading = this.#read();
  }

  /** Starts a program; what it writes to stdout is dropped. */
  static start(
    program: string,
    args: readonly string[],
    options: {
      readonly cwd?: string;
      readonly env?: Record<string, string>;
    } = {},
  ): Child {
    const command = new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      ...options,
    });
    return new Child(`${program} ${args.join(" ")}`, command.spawn());
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Waits for a line on stderr, whether it has come already or not; one wait at a time. Throws when the program ends or is late. */
  async line(pattern: RegExp, timeoutMs = 20_000): Promise<RegExpExecArray> {
    const match = this.#said.map((it) => pattern.exec(it)).find(Boolean);
    if (match) return match;
    if (this.#ended) throw this.#failure("ended");
    const found = Promise.withResolvers<RegExpExecArray>();
    const { resolve: grant, reject: refuse } = found;
    this.#wish = { pattern, grant, refuse };
    const timer = systemClock.after(
      timeoutMs,
      () => refuse(this.#failure(`did not say ${pattern} in time`)),
    );
    try {
      return await found.promise;
    } finally {
      timer.cancel();
      this.#wish = undefined;
    }
  }

  /** Reads what the kernel says of its memory. Linux only. */
  memory(): Memory {
    const status = Deno.readTextFileSync(`/proc/${this.pid}/status`);
    const megabytes = (key: string) =>
      Number(new RegExp(`^${key}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) *
      1024 / 1e6;
    return { residentMb: megabytes("VmRSS"), peakMb: megabytes("VmHWM") };
  }

  /** Ends it at once, without a chance to write anything more. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#end();
  }

  /** Asks it to end, and insists when it does not. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal("SIGTERM");
    const timer = systemClock.after(
      endWithinMs,
      () => this.#signal("SIGKILL"),
    );
    await this.#end();
    timer.cancel();
  }

  async #end(): Promise<void> {
    await this.#process.status;
    await this.#reading;
  }

  #signal(name: Deno.Signal): void {
    if (this.#ended) return;
    try {
      this.#process.kill(name);
    } catch (error) {
      // It has ended by itself, and its last words are still to be read.
      if (
        !(error instanceof Deno.errors.NotFound || error instanceof TypeError)
      ) throw error;
    }
  }

  async #read(): Promise<void> {
    let rest = "";
    const texts = this.#process.stderr.pipeThrough(new TextDecoderStream());
    for await (const text of texts) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(line);
    }
    await this.#process.status;
    this.#ended = true;
    this.#wish?.refuse(this.#failure("ended"));
  }

  #hear(line: string): void {
    this.#said = [...this.#said.slice(1 - linesKept), line];
    const match = this.#wish?.pattern.exec(line);
    if (match) this.#wish?.grant(match);
  }

  #failure(what: string): Error {
    const said = this.#said.join("\n");
    return new Error(`"${this.#name}" ${what}; it said:\n${said}`);
  }
}
