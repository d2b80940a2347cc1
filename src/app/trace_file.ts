import { CommandError, exitCode } from "./exit_code.ts";

/** A file to which a trace is appended, line by line. */
export interface TraceFile extends Disposable {
  readonly write: (line: string) => void;
}

/**
 * Opens a trace file, readable by its owner only, since it holds what people wrote to each other.
 *
 * @throws {CommandError} when it cannot be written.
 */
export function openTraceFile(path: string): TraceFile {
  const file = open(path);
  const encoder = new TextEncoder();
  return {
    write: (line) => {
      file.writeSync(encoder.encode(`${line}\n`));
    },
    [Symbol.dispose]: () => file.close(),
  };
}

function open(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new CommandError(
      exitCode.system,
      `Cannot write the trace to ${path}: ${why}`,
    );
  }
}
