import assert from "node:assert/strict";
import { neededRole } from "../needed_role.ts";
import { routes } from "./routes.ts";

Deno.test("the guard wants of each route the role that the route says", () => {
  for (const { method, path, need } of routes) {
    const asked = `/api/v1${path.replaceAll(/\{\w+\}/g, "x")}`;
    assert.equal(neededRole(method, asked), need, `${method} ${path}`);
  }
});
