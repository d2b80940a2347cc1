import { Child } from "./child.ts";

/** What a command printed, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `cellpost` as a user does, in a process of its own that works in `folder`. */
export function startProgram(
  folder: string,
  args: readonly string[],
): Child {
  return new Child(programCommand(args), { cwd: folder });
}

/** The words that start `cellpost`. */
export function programCommand(args: readonly string[]): readonly string[] {
  const runtime = ["run", "-A", "--quiet", "--config", inProject("deno.json")];
  return [Deno.execPath(), ...runtime, inProject("main.ts"), ...args];
}

/** Runs one command of `cellpost` to its end. */
export async function runProgram(
  folder: string,
  ...args: readonly string[]
): Promise<CommandResult> {
  await using child = startProgram(folder, args);
  const { code } = await child.status();
  const printed = (on: "stdout" | "stderr") =>
    child.lines.filter(({ from }) => from === on)
      .map(({ text }) => text).join("\n");
  return { code, stdout: printed("stdout"), stderr: printed("stderr") };
}

/** Waits until a served appliance says where it listens. */
export async function addressOf(
  child: Child,
): Promise<{ readonly hostname: string; readonly port: number }> {
  const [, port] = await child.line(/^ {2}SMTP {4}127\.0\.0\.1:(\d+)$/);
  return { hostname: "127.0.0.1", port: Number(port) };
}

function inProject(path: string): string {
  return decodeURIComponent(new URL(`../../${path}`, import.meta.url).pathname);
}

/** Waits until a file, which exists already, holds such a line. */
export async function fileSays(path: string, line: RegExp): Promise<void> {
  const says = () => line.test(Deno.readTextFileSync(path));
  using watcher = Deno.watchFs(path);
  const net = setTimeout(() => watcher.close(), 30_000);
  try {
    // Looked at once after the watch has begun, so that nothing falls between.
    if (says()) return;
    for await (const _ of watcher) if (says()) return;
    throw new Error(`${path} never had a line like ${line}`);
  } finally {
    clearTimeout(net);
  }
}
