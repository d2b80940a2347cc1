import type { SmtpLine } from "./line_reader.ts";
import { printable } from "./reply.ts";

/** One line of the wire, for `--trace-smtp`; printable, and never a password or the text of a message. */
export interface SmtpTrace {
  /** Counts the connections of this server from 1. */
  readonly connection: number;
  readonly address: string;
  readonly from: "client" | "server";
  readonly text: string;
}

/** The lines of what was said, fit for the trace. */
export function linesToShow(text: string): readonly string[] {
  return text.trimEnd().split("\r\n").map((line) => printable(masked(line)));
}

/** What the trace shows in place of bytes that are no command. */
export function describe(
  line: Exclude<SmtpLine, { readonly kind: "command" }>,
): string {
  switch (line.kind) {
    case "message":
      return `(message of ${line.raw.length} bytes)`;
    case "messageTooBig":
      return "(message that is too big)";
    case "messageWithoutRoom":
      return "(message for which there is no room)";
    case "chunk":
      return "(chunk of a message)";
    case "commandTooLong":
      return "(line that is too long)";
    default:
      return line satisfies never;
  }
}

// The initial response of AUTH holds the password of PLAIN; the other lines of a login never come here.
function masked(line: string): string {
  return line.replace(/^(\s*AUTH\s+\S+\s)[^]*/i, "$1***");
}
