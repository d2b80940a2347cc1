import { CommandError, exitCode } from "./exit_code.ts";

/** A file to which a trace is appended, line by line. */
export interface TraceFile extends Disposable {
  readonly write: (line: string) => void;
}

/**
 * Opens a file to append to; a new one is readable by its owner only, since it holds what people wrote to each other. When a line
 * cannot be written, `failed` is told once and the rest is dropped.
 *
 * @throws {CommandError} when it cannot be written.
 */
export function openTraceFile(
  path: string,
  failed: (text: string) => void,
): TraceFile {
  const file = open(path);
  const encoder = new TextEncoder();
  let broken = false;
  return {
    write(line) {
      if (broken) return;
      try {
        file.writeSync(encoder.encode(`${line}\n`));
      } catch (error) {
        // A trace is not worth an alert: it ends, and the appliance goes on.
        broken = true;
        failed(`${path} ends here: ${reasonOf(error)}`);
      }
    },
    [Symbol.dispose]: () => file.close(),
  };
}

function open(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  } catch (error) {
    throw new CommandError(
      exitCode.system,
      `Cannot write ${path}: ${reasonOf(error)}`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
