import * as v from "valibot";
import type { Problem, ProblemPart } from "./route.ts";

/** Where docs/api.md tells what a type of problem means; no program is to fetch it. */
const typeRoot = "urn:cellpost:problem:";

const titles: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Login needed",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  406: "Not acceptable",
  409: "Conflict",
  413: "Too long",
  415: "Not JSON",
  422: "Refused",
  429: "Limit reached",
  500: "A bug",
  503: "Not now",
};

/** A problem document; RFC 9457. */
export const problemSchema = v.object({
  type: v.pipe(
    v.string(),
    v.description(
      '"about:blank", or a URN that tells kinds of one status apart',
    ),
  ),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.pipe(v.string(), v.description("What is wrong and what to do")),
  instance: v.pipe(v.string(), v.description("The path that was asked for")),
  errors: v.optional(v.array(v.object({
    detail: v.string(),
    pointer: v.optional(
      v.pipe(v.string(), v.description("Where in the body; RFC 6901")),
    ),
    parameter: v.optional(
      v.pipe(v.string(), v.description("Which parameter or header field")),
    ),
  }))),
});

/** The answer that tells of a problem. */
export function problemResponse(
  { type, status, detail, errors }: Problem,
  { instance, headers = {} }: {
    readonly instance: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Response {
  const body: v.InferOutput<typeof problemSchema> = {
    type: type === undefined ? "about:blank" : `${typeRoot}${type}`,
    title: titles[status] ?? "Error",
    status,
    detail,
    instance,
    ...(errors === undefined
      ? {}
      : { errors: errors.map((it) => ({ ...it })) }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}

/** What valibot found wrong, part by part. */
export function partsOf(
  issues: readonly v.BaseIssue<unknown>[],
  where: "body" | "query",
): readonly ProblemPart[] {
  return issues.map((issue) => {
    const keys = (issue.path ?? []).map((it) => String(it.key));
    const detail = detailOf(issue, keys.at(-1));
    return where === "body"
      ? { detail, pointer: `#${keys.map(pointerStep).join("")}` }
      : { detail, parameter: keys[0] ?? "" };
  });
}

function detailOf(
  { kind, type, expected, received, message }: v.BaseIssue<unknown>,
  key: string | undefined,
): string {
  if (type === "strict_object" && expected === "never") {
    return `"${key}" is not known here`;
  }
  if (kind === "schema" && received === "undefined") {
    return `"${key}" is missing`;
  }
  return message;
}

/** A step of a JSON pointer behind "#"; RFC 6901 §3 and §6. */
export function pointerStep(key: string): string {
  const escaped = key.replaceAll("~", "~0").replaceAll("/", "~1");
  return `/${encodeURIComponent(escaped)}`;
}
