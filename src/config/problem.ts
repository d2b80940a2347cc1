import type { KeyPath } from "./locate.ts";

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Where it was written: the file (also when it could not be read), or a flag on the command line. */
  readonly origin: "file" | "flag";
  /** The line of the file, from 1; undefined where no single line is to blame. */
  readonly line: number | undefined;
  /** What is meant: `[smtp] max_size`, `--modem`, or "" for the file as a whole. */
  readonly key: string;
  /** What is wrong with it, what it is now and what is allowed; never the value of a secret. */
  readonly text: string;
}

/** Writes one problem on one line: `config.toml:12: [smtp] max_sise is unknown; did you mean max_size?` */
export function renderProblem(problem: Problem, file: string): string {
  const text = `${problem.key} ${problem.text}`.trim();
  if (problem.origin === "flag") return text;
  return problem.line === undefined
    ? `${file}: ${text}`
    : `${file}:${problem.line}: ${text}`;
}

/** Writes all problems, one a line, in the order of the file; those of flags come last. */
export function renderProblems(
  problems: readonly Problem[],
  file: string,
): string {
  const rank = ({ origin, line }: Problem) =>
    origin === "flag" ? Infinity : line ?? 0;
  return problems
    .toSorted((a, b) => Math.sign(rank(a) - rank(b)) || 0)
    .map((it) => renderProblem(it, file))
    .join("\n");
}

/** Keys whose value no message may repeat. */
const secretKeys: readonly unknown[] = ["pin", "password"];

/** What the value at a path is now, for a message; "" when it must not be seen. */
export function currentValue(path: KeyPath, value: unknown): string {
  if (value === undefined) return "is missing; it";
  // A PIN in the wrong place is a PIN.
  const secret = path.some((it) => secretKeys.includes(it)) ||
    (typeof value === "string" && /CPIN/i.test(value));
  if (secret) return "is not right; it";
  return `is ${show(value)}; it`;
}

function show(value: unknown): string {
  if (typeof value === "string") {
    const short = value.length > 60 ? `${value.slice(0, 57)}...` : value;
    return JSON.stringify(short);
  }
  if (Array.isArray(value)) return value.length === 0 ? "empty" : "a list";
  if (value instanceof Date) return "a date";
  return typeof value === "object" ? "a table" : String(value);
}
