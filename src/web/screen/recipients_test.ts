import assert from "node:assert/strict";
import { keyOf, recipientsIn } from "./recipients.ts";

Deno.test("recipients stand between commas, semicolons or lines, once each", () => {
  const rows = [
    ["", []],
    [" , ;\n", []],
    ["+49 171 5550123", ["+49 171 5550123"]],
    ["anna, night shift;anna\nbert", ["anna", "night shift", "bert"]],
  ] as const;
  for (const [typed, names] of rows) {
    assert.deepEqual(recipientsIn(typed), [...names], typed);
  }
});

Deno.test("a key has two digits for each octet", () => {
  assert.equal(keyOf(Uint8Array.of(0, 15, 255)), "000fff");
});
