import assert from "node:assert/strict";

/** One line that a child printed. */
export interface ChildLine {
  readonly from: "stdout" | "stderr";
  readonly text: string;
}

/** How a child ended. */
export type ChildStatus = Pick<Deno.CommandStatus, "code" | "signal">;

interface Waiting {
  readonly check: () => boolean;
  readonly fail: (why: string) => void;
}

/** Far above anything that ever takes long, so that a slow machine fails no test and a hang fails in the end. */
const patienceMs = 60_000;

/** A program that a test has started, with all that it has printed. Disposing of it kills it. */
export class Child implements AsyncDisposable {
  readonly lines: ChildLine[] = [];
  readonly pid: number;
  readonly #process: Deno.ChildProcess;
  readonly #read: Promise<unknown>;
  readonly #waiting = new Set<Waiting>();
  #ended: ChildStatus | undefined;

  constructor(command: readonly string[], options: Deno.CommandOptions = {}) {
    const [program = "", ...args] = command;
    this.#process = new Deno.Command(program, {
      ...options,
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.pid = this.#process.pid;
    this.#read = Promise.all([this.#collect("stdout"), this.#collect("stderr")])
      .then(() => this.#end());
  }

  /** What was printed so far, for messages. */
  get output(): string {
    return this.lines.map(({ text }) => text).join("\n");
  }

  /** Whether it has ended. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Waits for a line that matches, also one of the past. */
  async line(pattern: RegExp): Promise<readonly string[]> {
    let match: RegExpExecArray | null = null;
    let seen = 0;
    await this.until(() => {
      while (match === null && seen < this.lines.length) {
        match = pattern.exec(this.lines[seen]?.text ?? "");
        seen += 1;
      }
      return match !== null;
    }, `a line like ${pattern}`);
    return match ?? [];
  }

  /** Waits until it is so; looked at after each line. Fails when the child ends before. */
  until(isSo: () => boolean, what: string): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
      };
      const fail = (why: string) => {
        end();
        reject(new Error(`${why} before ${what}; it said:\n${this.output}`));
      };
      const waiting: Waiting = {
        check() {
          if (!isSo()) return false;
          end();
          resolve();
          return true;
        },
        fail,
      };
      const timer = setTimeout(
        () => fail(`${patienceMs / 1000} s passed`),
        patienceMs,
      );
      this.#waiting.add(waiting);
      if (this.#ended !== undefined) fail("The program ended");
    });
  }

  /** Waits for the end. */
  async status(): Promise<ChildStatus> {
    const status = await this.#process.status;
    await this.#read;
    return status;
  }

  /** Sends a signal, also to one that has ended already. */
  signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended
    }
  }

  /** `kill -9`, and all that it had printed. */
  async kill(): Promise<ChildStatus> {
    this.signal("SIGKILL");
    return await this.status();
  }

  /** Asks it to stop, and insists on a good end. */
  async stop(): Promise<void> {
    this.signal("SIGTERM");
    const { code } = await this.status();
    assert.equal(code, 0, this.output);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #collect(from: ChildLine["from"]): Promise<void> {
    const chunks = this.#process[from].pipeThrough(new TextDecoderStream());
    let rest = "";
    for await (const chunk of chunks) {
      const texts = (rest + chunk).split("\n");
      rest = texts.pop() ?? "";
      // All before any is looked at: what was printed at once shall be seen at once.
      this.lines.push(...texts.map((text) => ({ from, text })));
      for (const { check } of this.#waiting) check();
    }
    if (rest !== "") this.lines.push({ from, text: rest });
  }

  async #end(): Promise<void> {
    this.#ended = await this.#process.status;
    for (const { fail } of this.#waiting) fail("The program ended");
  }
}
