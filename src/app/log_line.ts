/** One line of the log: never a secret, and message text only at `debug`. */
export interface LogLine {
  readonly level: "debug" | "info" | "warning" | "error";
  readonly text: string;
  /** The same as data, for `format = "json"`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A bug's line, for its report. */
export function bugLine(error: unknown): LogLine {
  const trace = error instanceof Error ? error.stack ?? error.message : error;
  return {
    level: "error",
    text: `Bug, please report it: ${String(trace)}`,
    properties: { event: "bug" },
  };
}

/** Text from outside as it may stand in a log line: controls escaped, at most 200 characters. */
export function shown(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
    .replaceAll(
      /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
      (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  return escaped.length > 200 ? `${escaped.slice(0, 199)}…` : escaped;
}
