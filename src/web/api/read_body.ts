import { pointerStep } from "./problem.ts";
import type { Problem, ProblemPart } from "./route.ts";

/** The longest body in bytes: a text and its recipients are far shorter. */
export const maxBody = 1_000_000;

/** The longest list in a body: so many may be sent to at once. */
export const longestList = 1_000;

/** What came of reading a body. */
export type ReadBody =
  | { readonly kind: "read"; readonly value: unknown }
  | { readonly kind: "problem"; readonly problem: Problem };

/** Reads a JSON body; nothing at all is an empty object. */
export async function readBody(request: Request): Promise<ReadBody> {
  const bytes = await collect(request);
  if (bytes === "long") {
    return wrong(413, `A body holds at most ${maxBody} bytes`);
  }
  if (bytes === "broken") return wrong(400, "The body broke off");
  if (bytes.length === 0) return { kind: "read", value: {} };
  const type = request.headers.get("content-type") ?? "";
  if (!isJson(type)) {
    const stated = type === "" ? "no Content-Type" : `Content-Type ${type}`;
    return wrong(415, `The body has ${stated}: send application/json`);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return invalid({ detail: "The body must be an object: { … }" });
    }
    const long = tooLong(value);
    return long === undefined ? { kind: "read", value } : invalid(long);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return wrong(400, `The body is no JSON in UTF-8: ${why}`);
  }
}

/** A list that holds too much: to look at half a million entries, and to say of each that it is wrong, takes seconds. */
function tooLong(body: object): ProblemPart | undefined {
  for (const [name, value] of Object.entries(body)) {
    if (!Array.isArray(value) || value.length <= longestList) continue;
    const detail = `Holds ${value.length} entries: at most ${longestList}`;
    return { detail, pointer: `#${pointerStep(name)}` };
  }
  return undefined;
}

function invalid({ detail, pointer = "#" }: ProblemPart): ReadBody {
  const where = pointer === "#" ? "" : `${pointer}: `;
  return {
    kind: "problem",
    problem: {
      ...{ type: "invalid", status: 422 } as const,
      detail: `${where}${detail}`,
      errors: [{ detail, pointer }],
    },
  };
}

function wrong(status: number, detail: string): ReadBody {
  return { kind: "problem", problem: { status, detail } };
}

function isJson(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type.trim());
}

/** All bytes, unless there are too many, or the client has gone before the last. */
async function collect(
  request: Request,
): Promise<Uint8Array | "long" | "broken"> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of request.body ?? []) {
      length += piece.length;
      // Leaving the loop cancels the rest.
      if (length > maxBody) return "long";
      pieces.push(piece);
    }
  } catch {
    return "broken";
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
