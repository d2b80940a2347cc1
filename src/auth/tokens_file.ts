import { parse, stringify, TomlError } from "smol-toml";
import * as v from "valibot";
import { roles } from "../model/mod.ts";
import { type ApiToken, isTokenHash } from "./api_token.ts";
import { isUserName, nameKey, nameRule } from "./user.ts";

/** All tokens of a file, or all that is wrong with it: a line each, saying where and what to do. */
export type TokensResult =
  | {
    readonly kind: "ok";
    readonly tokens: readonly ApiToken[];
    /** What works, but should not stay so. */
    readonly warnings: readonly string[];
  }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const header =
  `# Keys to the API. Written by "cellpost token add" and "remove".\n`;

/** Writes the whole file. */
export function serialiseTokens(tokens: readonly ApiToken[]): string {
  if (tokens.length === 0) return header;
  const token = tokens.map(({ name, role, sha256, since }) => ({
    name,
    role,
    sha256,
    since,
  }));
  return `${header}\n${stringify({ token })}`;
}

const hint = 'remove the token here, and add it anew by "cellpost token add"';

const schema = v.strictObject({
  token: v.optional(
    v.array(
      v.strictObject({
        name: v.pipe(
          v.string("must be text in quotes"),
          v.check(isUserName, `is no name: use ${nameRule}`),
        ),
        role: v.picklist(roles, 'must be "viewer", "operator" or "admin"'),
        sha256: v.pipe(
          v.string(`is missing: ${hint}`),
          v.check(isTokenHash, `is no hash: ${hint}`),
        ),
        since: v.optional(v.string("must be text in quotes"), ""),
      }),
      "must be written as [[token]]",
    ),
    [],
  ),
});

/** Reads the whole file and finds everything that is wrong with it. */
export function parseTokens(text: string): TokensResult {
  const parsed = parseToml(text);
  if (typeof parsed === "string") {
    return { kind: "invalid", problems: [parsed] };
  }
  const result = v.safeParse(schema, parsed, { abortPipeEarly: true });
  if (!result.success) {
    return { kind: "invalid", problems: result.issues.map(problemOf) };
  }
  const tokens = result.output.token;
  const problems = repeated(tokens);
  return problems.length > 0
    ? { kind: "invalid", problems }
    : { kind: "ok", tokens, warnings: [] };
}

function parseToml(text: string): Record<string, unknown> | string {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ""] = error.message.split("\n");
    const reason = first.replace("Invalid TOML document: ", "");
    return `Line ${error.line}, column ${error.column}: Not valid TOML: ${reason}; mend it, or move the file away and add the tokens anew`;
  }
}

function problemOf({ path, message, type }: v.BaseIssue<unknown>): string {
  const [top, index, key] = (path ?? []).map((it) => it.key);
  const place = typeof index === "number"
    ? [`[[token]] #${index + 1}`, ...(key === undefined ? [] : [String(key)])]
    : [String(top)];
  const text = type === "strict_object" ? "is unknown or missing" : message;
  return `${place.join(" ")} ${text}`;
}

function repeated(tokens: readonly ApiToken[]): readonly string[] {
  const first = new Map<string, number>();
  return tokens.flatMap(({ name }, index) => {
    const before = first.get(nameKey(name));
    if (before === undefined) first.set(nameKey(name), index);
    return before === undefined ? [] : [
      `[[token]] #${index + 1} has the name of #${
        before + 1
      }, case aside: remove one of them`,
    ];
  });
}
