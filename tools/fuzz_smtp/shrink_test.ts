import assert from "node:assert/strict";
import { shrink } from "./shrink.ts";

Deno.test("shrink() leaves what the failure needs, and nothing else", async () => {
  const text = `${"a".repeat(500)}X${"b".repeat(300)}Y${"c".repeat(70)}`;
  const fails = (part: string) => Promise.resolve(/X.*Y/.test(part));
  assert.equal(await shrink(text, fails), "XY");
});

Deno.test("shrink() returns a text that fails whatever is left of it as nothing", async () => {
  assert.equal(await shrink("abc", () => Promise.resolve(true)), "");
  assert.equal(await shrink("", () => Promise.resolve(true)), "");
});
