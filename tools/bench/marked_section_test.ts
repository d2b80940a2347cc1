import assert from "node:assert/strict";
import { replaceSection } from "./marked_section.ts";

const page = "# A\n<!-- x:begin -->\nold\n<!-- x:end -->\nrest\n";

Deno.test("a marked section is replaced and can be replaced again", () => {
  const once = replaceSection(page, "x", "new\n");
  const expected = "# A\n<!-- x:begin -->\n\nnew\n\n<!-- x:end -->\nrest\n";
  assert.equal(once, expected);
  assert.equal(replaceSection(once, "x", "new"), expected);
});

Deno.test("a page without both marks in their order is left alone", () => {
  assert.throws(() => replaceSection(page, "y", "new"), /y:begin/);
  const turned = "<!-- x:end -->\n<!-- x:begin -->\n";
  assert.throws(() => replaceSection(turned, "x", "new"), /missing/);
});
