import { type Context, Hono } from "hono";
import * as v from "valibot";
import { type Desk, DeskError } from "../../desk/mod.ts";
import { includesRole, type WebEnv } from "../viewer.ts";
import { partsOf, problemResponse } from "./problem.ts";
import { readBody } from "./read_body.ts";
import { readQuery } from "./query.ts";
import type { ApiOptions, Call, Problem, Reply, Route } from "./route.ts";

type Requested = Context<WebEnv>;

/** Serves routes, and problems for all else below the same root. */
export function serveRoutes(
  routes: readonly Route[],
  desk: Desk,
  options: ApiOptions,
): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  const byPath = Map.groupBy(routes, ({ path }) => path);
  for (const [path, own] of byPath) {
    const pattern = path.replaceAll(/\{(\w+)\}/g, ":$1");
    for (const route of own) {
      api.on(
        route.method,
        pattern,
        (context) => answer(route, context, { desk, ...options }),
      );
    }
    api.all(pattern, (context) => wrongMethod(context, own));
  }
  api.all("*", (context) => {
    const detail = `There is no ${context.req.path} here`;
    return refuse(context, { status: 404, detail });
  });
  return api;
}

type Tools = ApiOptions & { readonly desk: Desk };

async function answer(
  route: Route,
  context: Requested,
  tools: Tools,
): Promise<Response> {
  const viewer = context.get("viewer");
  if (viewer === undefined || !includesRole(viewer.role, route.need)) {
    await context.req.raw.body?.cancel();
    return refuse(context, mayNot(viewer?.role, route));
  }
  const read = await readCall(route, context);
  if (read.kind === "problem") return refuse(context, read.problem);
  const call = {
    ...tools,
    viewer,
    client: context.get("client") ?? "",
    path: context.req.param(),
    header: (name: string) => context.req.header(name),
    query: read.query,
    body: read.body,
  };
  try {
    // The schemas have just shown that both are what this very route takes.
    return respond(
      context,
      route,
      await route.handle(call as Call<never, never>),
    );
  } catch (error) {
    // A bug is for the log, and for whoever mends it.
    if (!(error instanceof DeskError)) throw error;
    return refuse(context, problemOf(error));
  }
}

function mayNot(role: string | undefined, { need }: Route): Problem {
  if (role === undefined) return { status: 401, detail: "Log in first" };
  const detail = `This needs the role ${need}, and this user is ${role}`;
  return { status: 403, detail };
}

type ReadCall =
  | { readonly kind: "read"; readonly query: unknown; readonly body: unknown }
  | { readonly kind: "problem"; readonly problem: Problem };

async function readCall(
  { query: querySchema, body: bodySchema, method }: Route,
  context: Requested,
): Promise<ReadCall> {
  const { searchParams } = new URL(context.req.url);
  const query = readQuery(searchParams);
  if ("twice" in query && typeof query !== "string") {
    const detail = `The parameter ${query.twice} stands there twice`;
    return { kind: "problem", problem: { status: 400, detail } };
  }
  const readParams = v.safeParse(querySchema ?? v.strictObject({}), query);
  if (!readParams.success) {
    const errors = partsOf(readParams.issues, "query");
    return invalid(400, errors);
  }
  if (method === "GET") {
    return { kind: "read", query: readParams.output, body: undefined };
  }
  const body = await readBody(context.req.raw);
  if (body.kind === "problem") return body;
  const readFields = v.safeParse(bodySchema ?? v.strictObject({}), body.value);
  if (!readFields.success) {
    return invalid(422, partsOf(readFields.issues, "body"));
  }
  return {
    kind: "read",
    query: readParams.output,
    body: readFields.output,
  };
}

function invalid(
  status: number,
  errors: NonNullable<Problem["errors"]>,
): ReadCall {
  const [first] = errors;
  const where = first?.pointer ?? first?.parameter ?? "";
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  const detail = `${where === "" ? "" : `${where}: `}${first?.detail}${more}`;
  return {
    kind: "problem",
    problem: { type: "invalid", status, detail, errors },
  };
}

function respond(context: Requested, route: Route, reply: Reply): Response {
  switch (reply.kind) {
    case "raw":
      // Nobody would ever read a body without end, nor cancel it.
      if (context.req.method === "HEAD") void reply.response.body?.cancel();
      return reply.response;
    case "problem":
      return refuse(context, reply.problem, reply.headers);
    case "json": {
      const { schema, status: usual } = route.answer;
      const { body, headers = {}, status = usual } = reply;
      return Response.json(described(schema, body), { status, headers });
    }
    default:
      return reply satisfies never;
  }
}

/** Only what the document describes; a view that it should not describe rightly is better shown than withheld. */
function described(
  schema: v.GenericSchema | undefined,
  body: unknown,
): unknown {
  if (schema === undefined) return body;
  const shaped = v.safeParse(schema, body);
  return shaped.success ? shaped.output : body;
}

function problemOf({ code, message: detail }: DeskError): Problem {
  return code === "unavailable"
    ? { type: "unavailable", status: 503, detail }
    : { type: "refused", status: 409, detail };
}

async function wrongMethod(
  context: Requested,
  routes: readonly Route[],
): Promise<Response> {
  await context.req.raw.body?.cancel();
  const allow = routes.map(({ method }) => method);
  if (allow.includes("GET")) allow.push("HEAD" as never);
  const detail = `${context.req.method} is not for ${context.req.path}: use ${
    allow.join(" or ")
  }`;
  return refuse(context, { status: 405, detail }, { allow: allow.join(", ") });
}

function refuse(
  context: Requested,
  problem: Problem,
  headers?: Readonly<Record<string, string>>,
): Response {
  const instance = context.req.path;
  return problemResponse(problem, {
    instance,
    ...(headers === undefined ? {} : { headers }),
  });
}
