import assert from "node:assert/strict";
import { compileFirstGroup } from "./first_group.ts";

async function find(pattern: string, text: string) {
  const finder = await compileFirstGroup(pattern);
  assert.ok(finder.kind === "finder");
  return finder.find(text);
}

Deno.test("compileFirstGroup() finds the first group, or the match where there is none", async () => {
  const text = "Hello\nYour balance is 12,50 EUR until 01.01.";
  assert.equal(await find("balance is ([0-9.,]+)", text), "12,50");
  assert.equal(await find("^Your \\w+", text), "Your balance");
  assert.equal(await find("(EUR)|(USD)", "5 USD"), undefined);
  assert.equal(await find("([0-9]+) kr", text), undefined);
});

Deno.test("compileFirstGroup() says what is wrong with a pattern", async () => {
  assert.deepEqual(await compileFirstGroup("([0-9"), {
    kind: "wrong",
    text: 'missing closing ] in "[0-9"',
  });
});
