import { parse, TomlError } from "smol-toml";
import * as v from "valibot";
import { checkConsistency } from "./consistency.ts";
import type { Finding, Table } from "./finding.ts";
import { askJudges, type Judges } from "./judges.ts";
import { type KeyPath, locateKeys, type Locator } from "./locate.ts";
import { applyOverrides, type Overrides } from "./overrides.ts";
import { currentValue, type Problem } from "./problem.ts";
import { type Document, document as schema } from "./schema.ts";
import { keyName } from "./sections.ts";
import { checkShape } from "./shape.ts";

/** A document without problems, or all problems of a document. */
export type Validation =
  | {
    readonly kind: "ok";
    readonly document: Document;
    /** The same in the file's own terms, with the command line laid over it. */
    readonly written: Table;
  }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[] };

/** Reads a whole configuration and finds everything that is wrong with it in one run. */
export function validate(
  text: string,
  overrides: Overrides,
  judges: Judges = {},
): Validation {
  const parsed = parseToml(text);
  if (parsed.kind === "invalid") return parsed;
  const { document, flagOf } = applyOverrides(parsed.table, overrides);
  const shape = checkShape(document);
  const result = v.safeParse(schema, shape.document, { abortPipeEarly: true });
  const findings = [
    ...shape.findings,
    ...(result.issues ?? []).map((issue) => findingOf(issue, shape.document)),
    ...checkConsistency(shape.document),
    ...(result.success ? askJudges(result.output, judges) : []),
  ];
  if (result.success && findings.length === 0) {
    const { document: written } = shape;
    return { kind: "ok", document: result.output, written };
  }
  const lineOf = locateKeys(text);
  const problems = findings.map((it) => problemOf(it, { lineOf, flagOf }));
  return { kind: "invalid", problems };
}

type Parsed =
  | { readonly kind: "parsed"; readonly table: Table }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[] };

function parseToml(text: string): Parsed {
  try {
    return { kind: "parsed", table: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { kind: "invalid", problems: [syntaxProblem(error)] };
  }
}

/** The parser also shows the line itself, which is left out: it may hold a PIN. */
function syntaxProblem(error: TomlError): Problem {
  const [first = ""] = error.message.split("\n");
  const reason = first.replace("Invalid TOML document: ", "");
  const advice = adviceOn(reason);
  const text = `Not valid TOML at column ${error.column}: ${reason}${advice}`;
  return { origin: "file", line: error.line, key: "", text };
}

/** What to do about the mistakes that are made most. */
function adviceOn(reason: string): string {
  const advice = [
    [/invalid value/, 'text goes in "straight quotes"'],
    [/escape/, "a path with backslashes goes in 'single quotes'"],
    [/control characters/, "is a closing quote missing?"],
    [/redefine/, "each key and each section is written once"],
  ] as const;
  const match = advice.find(([pattern]) => pattern.test(reason));
  return match === undefined ? "" : `; ${match[1]}`;
}

function findingOf(
  issue: v.InferIssue<typeof schema>,
  document: Table,
): Finding {
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === "number" ? key : String(key)
  );
  const current = currentValue(path, valueAt(document, path));
  return { path, text: `${current} ${issue.message}` };
}

function valueAt(document: Table, path: KeyPath): unknown {
  let value: unknown = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

function problemOf(
  finding: Finding,
  origins: { lineOf: Locator; flagOf: (path: KeyPath) => string | undefined },
): Problem {
  const { path, text, key = keyName(path) } = finding;
  const flag = origins.flagOf(path);
  return flag === undefined
    ? { origin: "file", line: origins.lineOf(path), key, text }
    : { origin: "flag", line: undefined, key: flag, text };
}
