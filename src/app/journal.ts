import { fstatSync } from "node:fs";
import { environmentVariable } from "../config/mod.ts";
import type { LogLine } from "./log_line.ts";

/** syslog(3)'s numbers, as sd-daemon(3) wants them in front of a line. */
const priorities: Readonly<Record<LogLine["level"], number>> = {
  debug: 7,
  info: 6,
  warning: 4,
  error: 3,
};

/** A text as journald reads it: the priority before each of its lines, since each becomes an entry. */
export function withPriority(level: LogLine["level"], text: string): string {
  return text.replaceAll(/^/gm, `<${priorities[level]}>`);
}

/**
 * Whether a stream is the one that `JOURNAL_STREAM` names, "device:inode": then it leads to journald, which has times and
 * priorities of its own. It may name one and the stream be another, after a redirection; systemd.exec(5).
 */
export function isJournal(
  variable: string | undefined,
  stream: { readonly dev: bigint; readonly ino: bigint },
): boolean {
  return variable === `${stream.dev}:${stream.ino}`;
}

/** Whether what this process writes to stderr goes to journald. */
export function stderrIsJournal(): boolean {
  const variable = environmentVariable("JOURNAL_STREAM");
  return variable !== undefined &&
    isJournal(variable, fstatSync(2, { bigint: true }));
}

/** A text for stderr that is about a failure: marked as such where that leads to journald. */
export function failureText(text: string): string {
  return stderrIsJournal() ? withPriority("error", text) : text;
}

/** What ended the process, for stderr. */
export function crashText(cause: unknown): string {
  return failureText(
    typeof cause === "string" ? cause : Deno.inspect(cause),
  );
}
