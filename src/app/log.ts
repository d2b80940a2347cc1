import {
  configureSync,
  getJsonLinesFormatter,
  getLogger,
  getTextFormatter,
  type Logger,
  type LogRecord,
  resetSync,
} from "@logtape/logtape";
import { withPriority } from "./journal.ts";
import type { LogLine } from "./log_line.ts";
import { localTime } from "./local_time.ts";

/** How the log looks; the `[log]` section of the config. */
export interface LogOptions {
  readonly level: LogLine["level"];
  readonly format: "text" | "json";
  /** Whether lines go to journald: it wants priorities, and has times of its own. */
  readonly journal?: boolean;
  /** Takes each finished line, without its end. */
  readonly write: (line: string) => void;
}

/** The process's log. LogTape keeps its configuration for the whole process, so there is one at a time. */
export interface Log {
  /** Writes a line under the name of the room that it speaks of. */
  line(room: string, line: LogLine): void;
  /** Looks like this from now on. */
  follow(look: Pick<LogOptions, "level" | "format">): void;
  /** How lines are written at the moment. */
  readonly format: LogOptions["format"];
  /** Whether a line of this level would be seen. */
  shows(level: LogLine["level"]): boolean;
  /** Ends the log, so that another may be started. */
  stop(): void;
}

const levels: readonly LogLine["level"][] = [
  "debug",
  "info",
  "warning",
  "error",
];

/** Starts the log. */
export function startLog(
  { write, journal = false, ...look }: LogOptions,
): Log {
  let { level, format } = look;
  let formatter = formatterOf(look, journal);
  const lineOf = (record: LogRecord) => {
    const line = formatter(record).trimEnd();
    return journal ? withPriority(levelOf(record), line) : line;
  };
  configureSync({
    sinks: {
      screen: (record: LogRecord) => write(lineOf(record)),
    },
    loggers: [
      // The level may change; it is looked at before a line is made.
      { category: ["cellpost"], lowestLevel: "debug", sinks: ["screen"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: [] },
    ],
  });
  const loggers = new Map<string, Logger>();
  const loggerOf = (room: string) => {
    const logger = loggers.get(room) ?? getLogger(["cellpost", room]);
    loggers.set(room, logger);
    return logger;
  };
  const shows = (it: LogLine["level"]) =>
    levels.indexOf(it) >= levels.indexOf(level);
  return {
    line: (room, line) => shows(line.level) && log(loggerOf(room), line),
    follow(look) {
      ({ level, format } = look);
      formatter = formatterOf(look, journal);
    },
    shows,
    get format() {
      return format;
    },
    stop: () => resetSync(),
  };
}

function formatterOf(
  { format }: Pick<LogOptions, "format">,
  journal: boolean,
) {
  return format === "json"
    ? getJsonLinesFormatter({ properties: "flatten" })
    : textFormatter(journal);
}

function textFormatter(journal: boolean) {
  return getTextFormatter({
    timestamp: localTime,
    level: "ABBR",
    format: ({ timestamp, level, message }) =>
      journal ? message : `${timestamp} ${level} ${message}`,
  });
}

function levelOf({ level }: LogRecord): LogLine["level"] {
  return levels.find((it) => it === level) ?? "error";
}

// What a modem or a client says may end up in a line, and a terminal obeys controls. A stack trace keeps its lines.
function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex -- they are meant
  return text.replaceAll(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, "\ufffd");
}

function log(logger: Logger, { level, text, properties }: LogLine): void {
  // Braces are LogTape's placeholders; our text is finished.
  const message = withoutControls(text).replaceAll("{", "{{").replaceAll(
    "}",
    "}}",
  );
  switch (level) {
    case "debug":
      return logger.debug(message, properties);
    case "info":
      return logger.info(message, properties);
    case "warning":
      return logger.warn(message, properties);
    case "error":
      return logger.error(message, properties);
    default:
      return level satisfies never;
  }
}
