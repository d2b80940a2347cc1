import { toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import { problemSchema } from "./problem.ts";
import type { Answer, Route } from "./route.ts";
import { named } from "./schemas/named.ts";

type Json = Readonly<Record<string, unknown>>;

const schemaTarget = {
  target: "draft-2020-12",
  overrideRef: ({ referenceId }: { readonly referenceId: string }) =>
    `#/components/schemas/${referenceId}`,
} as const;

/** Of the API as it is below `/api/v1`; the second number rises with each addition. */
const apiVersion = "1.0.0";

/** Describes routes; OpenAPI 3.1. The schemas are those by which requests are checked and answers shaped. */
export function openApiDocument(routes: readonly Route[]): Json {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  const paths = [...byPath].map(([path, own]) => [
    path,
    Object.fromEntries(
      own.map((it) => [it.method.toLowerCase(), operationOf(it)]),
    ),
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "cellpost",
      version: apiVersion,
      summary: "Sends SMS, and tells what becomes of them",
      description: "docs/api.md tells how to use it",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api/v1" }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: {
      schemas: {
        ...toJsonSchemaDefs(named, { ...schemaTarget, typeMode: "output" }),
        Problem: plain(problemSchema, "output"),
      },
      responses: { Problem: problemAnswer },
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: 'A token of "cellpost token add"',
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "cellpost_session",
          description:
            "A browser's login; other methods than GET also need X-CSRF-Token, as GET /session tells it",
        },
      },
    },
  };
}

const problemAnswer = {
  description: "What is wrong; RFC 9457",
  content: {
    "application/problem+json": {
      schema: { $ref: "#/components/schemas/Problem" },
    },
  },
};

function operationOf(route: Route): Json {
  const { operationId, tag, summary, description, need, body } = route;
  const parameters = [
    ...pathParameters(route),
    ...queryParameters(route),
    ...headerParameters(route),
  ];
  return {
    operationId,
    tags: [tag],
    summary,
    description: [
      ...(description === undefined ? [] : [description]),
      `Needs the role ${need}.`,
    ].join(" "),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBody(body) }),
    responses: {
      [route.answer.status]: answerOf(route.answer),
      ...Object.fromEntries(
        statusesOf(route).map((it) => [
          it,
          { $ref: "#/components/responses/Problem" },
        ]),
      ),
    },
  };
}

/** What every route may answer, and what only those with a body may. */
function statusesOf({ problems, method }: Route): readonly number[] {
  const always = [400, 401, 403, 500];
  const withBody = method === "GET" ? [] : [413, 415, 422];
  return [...new Set([...always, ...withBody, ...problems])]
    .toSorted((a, b) => a - b);
}

function requestBody(schema: GenericSchema): Json {
  return {
    required: true,
    content: { "application/json": { schema: plain(schema, "input") } },
  };
}

function answerOf({ description, schema, contentType }: Answer): Json {
  if (schema !== undefined) {
    return {
      description,
      content: { "application/json": { schema: plain(schema, "output") } },
    };
  }
  const type = contentType ?? "application/json";
  return { description, content: { [type]: { schema: { type: "string" } } } };
}

function pathParameters({ path, parameters = {} }: Route): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: parameters[name] ?? "",
    schema: { type: "string" },
  }));
}

function queryParameters({ query }: Route): readonly Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = plain(query, "output");
  const needed = plain(query, "input")["required"] ?? required;
  const names = Array.isArray(needed) ? needed : [];
  return Object.entries(properties as Record<string, Json>)
    .map(([name, { description, ...schema }]) => ({
      name,
      in: "query",
      required: names.includes(name),
      ...(description === undefined ? {} : { description }),
      // In the query it is text.
      schema: typeof schema["default"] === "string" &&
          schema["type"] === "integer"
        ? { ...schema, default: Number(schema["default"]) }
        : schema,
    }));
}

function headerParameters({ headers = [] }: Route): readonly Json[] {
  return headers.map(({ name, description }) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
}

function plain(schema: GenericSchema, typeMode: "input" | "output"): Json {
  const { $schema: _, $defs: __, ...described } = toJsonSchema(schema, {
    ...schemaTarget,
    typeMode,
    definitions: { ...named },
  });
  return described;
}
