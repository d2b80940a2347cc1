import type { Clock } from "../model/mod.ts";

/** What a reset command runs with. */
export interface ResetCommandOptions {
  readonly clock: Clock;
  /** Ends it, as the time limit does. */
  readonly signal: AbortSignal;
}

/** Long enough for a hub, or a relay with a pause; then it is killed. */
const limitMs = 60_000;
/** What was said before the end is waited for, but not whoever inherited the pipes. */
const lastWordsMs = 1_000;
/** A log line, not a log. */
const longestOutput = 500;

/**
 * Runs the operator's program with its arguments, without a shell, and says in a line what came of it: its exit code and its
 * output. Never rejects.
 */
export async function runResetCommand(
  modem: string,
  [program = "", ...args]: readonly string[],
  options: ResetCommandOptions,
): Promise<string> {
  const name = `The reset_command of "${modem}" (${program})`;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${name} could not be started: ${why}`;
  }
  return `${name} ${await outcomeOf(child, options)}`;
}

async function outcomeOf(
  child: Deno.ChildProcess,
  { clock, signal }: ResetCommandOptions,
): Promise<string> {
  let ended = "";
  const kill = (why: string) => {
    ended = why;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has just ended by itself.
    }
  };
  const onAbort = () => kill("was stopped");
  const timer = clock.after(
    limitMs,
    () => kill(`was killed after ${limitMs / 1000} s`),
  );
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const output = [child.stdout, child.stderr].map((it) => new Output(it));
  try {
    const { code, signal: by } = await child.status;
    await withWords(output, clock);
    const said = output.map(({ text }) => text).filter((it) => it !== "")
      .join("; ");
    const words = ended !== ""
      ? ended
      : code === 0
      ? "has run"
      : `failed with ${by ?? `exit code ${code}`}`;
    return said === "" ? words : `${words}: ${said}`;
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", onAbort);
    await Promise.all(output.map((it) => it.close()));
  }
}

async function withWords(
  output: readonly Output[],
  clock: Clock,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(lastWordsMs, resolve);
  await Promise.race([
    Promise.all(output.map(({ done }) => done)),
    promise,
  ]);
  timer.cancel();
}

/** The beginning of what a program says; the rest is read and dropped, so that it is not held up. */
class Output {
  readonly done: Promise<void>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.done = this.#read().catch(() => {});
  }

  /** In one line, without control characters. */
  get text(): string {
    const line = this.#text.replaceAll(/[\p{C}\s]+/gu, " ").trim();
    return line.length <= longestOutput
      ? line
      : `${line.slice(0, longestOutput)}...`;
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #read(): Promise<void> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      if (this.#text.length > longestOutput) continue;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }
}
