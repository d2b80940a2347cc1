import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { ApiBench } from "../../../tests/support/api_bench.ts";
import { FakeDesk } from "../../../tests/support/fake_desk.ts";
import { openApiDocument } from "./openapi.ts";
import { routes } from "./routes.ts";

Deno.test("the document is valid OpenAPI 3.1, by somebody else's judgement", async () => {
  const document = structuredClone(openApiDocument(routes));
  const result = await new Validator().validate(document);
  assert.ok(result.valid, JSON.stringify(result));
  const wrong = await new Validator().validate({ ...document, info: {} });
  assert.ok(!wrong.valid, "the validator says yes to everything");
});

Deno.test("the document is served, and docs/openapi.json is the same one", async () => {
  const api = new ApiBench(new FakeDesk().desk);
  const served = await (await api.ask("/openapi.json")).json();
  const kept = JSON.parse(
    Deno.readTextFileSync(
      new URL("../../../docs/openapi.json", import.meta.url),
    ),
  );
  assert.deepEqual(kept, served, 'Run "deno task openapi"');
});

Deno.test("each route is described once, by a name of its own, with the role that it needs", () => {
  const names = routes.map(({ operationId }) => operationId);
  assert.equal(new Set(names).size, names.length);
  const keys = routes.map(({ method, path }) => `${method} ${path}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { need, method, path } of routes) {
    assert.equal(need === "viewer", method === "GET", `${method} ${path}`);
  }
});

Deno.test("every reference of the document leads somewhere", () => {
  const document = openApiDocument(routes);
  const references = [
    ...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g),
  ].map(([, path = ""]) => path.split("/"));
  assert.ok(references.length > 20);
  for (const path of references) {
    let at: unknown = document;
    for (const step of path) at = (at as Record<string, unknown>)[step];
    assert.ok(at, path.join("/"));
  }
});
