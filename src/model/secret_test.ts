import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Secret } from "./secret.ts";

Deno.test("a Secret shows itself only when asked", () => {
  const secret = new Secret("4711");
  for (
    const shown of [
      String(secret),
      JSON.stringify({ secret }),
      Deno.inspect({ secret }),
      inspect({ secret }),
      `${secret}`,
    ]
  ) {
    assert.ok(!shown.includes("4711"), shown);
    assert.ok(shown.includes("***"), shown);
  }
  assert.equal(secret.reveal(), "4711");
});
