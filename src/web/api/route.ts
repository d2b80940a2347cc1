import type { GenericSchema, InferOutput } from "valibot";
import type { Desk } from "../../desk/mod.ts";
import type { Clock } from "../../model/mod.ts";
import type { Role, Viewer } from "../viewer.ts";

/** What the API needs besides the desk. */
export interface ApiOptions {
  readonly clock: Clock;
}

/** Who has asked. */
export interface Caller {
  readonly viewer: Viewer;
  /** The network address, without a port. */
  readonly client: string;
}

/** One request, read and checked. */
export interface Call<Query, Body> extends Caller {
  readonly desk: Desk;
  readonly clock: Clock;
  readonly query: Query;
  readonly body: Body;
  /** What stands in the path, by the names of its parameters. */
  readonly path: Readonly<Record<string, string>>;
  header(name: string): string | undefined;
}

/** What is answered. */
export type Reply =
  /** JSON that the route's schema describes. */
  | {
    readonly kind: "json";
    readonly body: unknown;
    readonly status?: number;
  }
  | {
    readonly kind: "problem";
    readonly problem: Problem;
    readonly headers?: Readonly<Record<string, string>>;
  }
  /** Anything else, as it is. */
  | { readonly kind: "raw"; readonly response: Response };

/** What is wrong with a request; RFC 9457 §3.1. */
export interface Problem {
  /** The last part of `type`; absent: nothing is to be said beyond the status. */
  readonly type?: ProblemType;
  readonly status: number;
  /** In words: what, where, and what to do. */
  readonly detail: string;
  /** Which parts of the request are wrong. */
  readonly errors?: readonly ProblemPart[];
}

/** One part of a request that is wrong. */
export interface ProblemPart {
  readonly detail: string;
  /** Where in the body: a JSON pointer (RFC 6901) behind "#". */
  readonly pointer?: string;
  /** Which parameter of the query, or which header field. */
  readonly parameter?: string;
}

/** The kinds of problems that a program may want to tell apart. */
export type ProblemType =
  | "invalid"
  | "unknown"
  | "refused"
  | "limit"
  | "key-reused"
  | "unavailable";

/** An answer of a route as the document describes it. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly schema?: GenericSchema;
  /** Where it is not JSON. */
  readonly contentType?: string;
}

/** A header field that a route reads. */
export interface HeaderField {
  readonly name: string;
  readonly description: string;
}

/** One route: served by it, and described by it in the OpenAPI document. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the API's root; parameters stand in braces. */
  readonly path: string;
  /** The least role that may ask. */
  readonly need: Role;
  /** Its name in programs that are made from the document. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: GenericSchema;
  readonly body?: GenericSchema;
  readonly headers?: readonly HeaderField[];
  /** What a parameter of the path is, by its name. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly answer: Answer;
  /** The statuses of its problems, besides those that every route may answer. */
  readonly problems: readonly number[];
  readonly handle: (call: Call<never, never>) => Promise<Reply>;
}

type Read<Schema> = Schema extends GenericSchema ? InferOutput<Schema>
  : undefined;

/** A route whose handler is given what its schemas have read. */
export function route<
  Query extends GenericSchema | undefined = undefined,
  Body extends GenericSchema | undefined = undefined,
>(
  it: Omit<Route, "query" | "body" | "handle"> & {
    readonly query?: Query;
    readonly body?: Body;
    readonly handle: (call: Call<Read<Query>, Read<Body>>) => Promise<Reply>;
  },
): Route {
  // `serve` calls it with what these very schemas have read.
  return it as unknown as Route;
}

/** JSON, with status 200 where none is given. */
export function json(body: unknown, status?: number): Reply {
  return { kind: "json", body, ...(status === undefined ? {} : { status }) };
}

/** A problem that comes of what was asked for. */
export function problem(
  status: number,
  detail: string,
  type?: ProblemType,
): Reply {
  return {
    kind: "problem",
    problem: { status, detail, ...(type === undefined ? {} : { type }) },
  };
}

/** The answer where nothing has this id. */
export function noSuchMessage(id: string): Reply {
  return problem(404, `No message has the id "${id}"`, "unknown");
}
