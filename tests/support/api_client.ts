import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/2020";
import { openApiDocument } from "../../src/web/api/openapi.ts";
import type { Route } from "../../src/web/api/route.ts";
import { routes } from "../../src/web/api/routes.ts";

/** An answer of the API, which was as the OpenAPI document says. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- a story looks at what it expects to be there
  readonly body: any;
}

const document = openApiDocument(routes);
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat("date-time", true).addSchema(document, "api");

/** A client of the API that believes the OpenAPI document, and fails where an answer is not as it says. */
export class ApiClient {
  /** `url` has no slash at its end. */
  constructor(readonly url: string) {}

  get(path: string): Promise<ApiAnswer> {
    return this.#ask(path, { method: "GET" });
  }

  post(
    path: string,
    body: unknown = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    return this.#ask(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  }

  delete(path: string): Promise<ApiAnswer> {
    return this.#ask(path, { method: "DELETE" });
  }

  async #ask(path: string, init: RequestInit): Promise<ApiAnswer> {
    const headers = new Headers(init.headers);
    if (init.method !== "GET") headers.set("x-csrf-token", await this.#proof());
    const request = { ...init, headers };
    const response = await fetch(`${this.url}/api/v1${path}`, request);
    const answer = {
      status: response.status,
      headers: response.headers,
      body: await response.json(),
    };
    believe(`${init.method} ${path}`, answer);
    return answer;
  }

  /** What a request that changes something must carry where nobody logs in. */
  async #proof(): Promise<string> {
    const session = await fetch(`${this.url}/api/v1/session`);
    return (await session.json()).csrf;
  }
}

function believe(asked: string, { status, headers, body }: ApiAnswer): void {
  const [method, path = ""] = asked.split(" ");
  const route = routes.find((it) =>
    it.method === method && fits(it, path.replace(/\?.*/, ""))
  );
  if (route === undefined) return;
  const schema = status < 400
    ? schemaOf(route, status)
    : "#/components/schemas/Problem";
  const type = status < 400 ? "application/json" : "application/problem+json";
  assert.equal(headers.get("content-type"), type, asked);
  const isValid = ajv.getSchema(`api${schema}`);
  assert.ok(isValid, `No schema for ${asked} ${status}`);
  assert.ok(
    isValid(body),
    `${asked}: ${ajv.errorsText(isValid.errors)}\n${JSON.stringify(body)}`,
  );
}

function schemaOf({ path, method }: Route, status: number): string {
  const operation = `/paths/${pointerStep(path)}/${method.toLowerCase()}`;
  return `#${operation}/responses/${status}/content/application~1json/schema`;
}

function pointerStep(text: string): string {
  return encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function fits({ path }: Route, asked: string): boolean {
  const pattern = path.replaceAll(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(asked);
}
