import type { LogView } from "./wire.ts";

/** Which lines somebody wants to see. */
export type LogLevel = "all" | "warning" | "error";

/** The recent lines of the log, the oldest first. */
export interface LogLines {
  readonly lines: readonly LogView[];
  readonly level: LogLevel;
  /** While it rests: the id of the last line that is shown. */
  readonly restsAt?: number | undefined;
}

/** As much as anybody reads on a screen; files hold the rest. */
const most = 500;

/** So many come while it rests before the oldest of those that are shown go. */
const mostAtRest = 2_000;

/** A log of which nothing is known yet. */
export const noLines: LogLines = { lines: [], level: "all" };

/** With more lines, in whatever order and however often they come. */
export function withLines(log: LogLines, came: readonly LogView[]): LogLines {
  const known = new Map(log.lines.map((line) => [line.id, line]));
  for (const line of came) known.set(line.id, line);
  const lines = [...known.values()].sort((a, b) => a.id - b.id);
  return {
    ...log,
    lines: lines.slice(-(log.restsAt === undefined ? most : mostAtRest)),
  };
}

/** With these lines and no others: after a restart of the machine, ids begin anew. */
export function withWholeLog(
  { level }: LogLines,
  lines: readonly LogView[],
): LogLines {
  return withLines({ lines: [], level }, lines);
}

/** Rests, or goes on. */
export function toggleRest(log: LogLines): LogLines {
  if (log.restsAt !== undefined) {
    return { lines: log.lines.slice(-most), level: log.level };
  }
  return { ...log, restsAt: log.lines.at(-1)?.id ?? 0 };
}

/** What is shown of it, and how many lines came while it rests. */
export function shownLines(
  { level, lines, restsAt = Infinity }: LogLines,
): { readonly shown: readonly LogView[]; readonly held: number } {
  const wanted = lines.filter((line) => isWanted(line, level));
  const shown = wanted.filter(({ id }) => id <= restsAt);
  return { shown, held: wanted.length - shown.length };
}

function isWanted({ level }: LogView, least: LogLevel): boolean {
  switch (least) {
    case "all":
      return level !== "debug";
    case "warning":
      return level === "warning" || level === "error";
    case "error":
      return level === "error";
    default:
      return least satisfies never;
  }
}
