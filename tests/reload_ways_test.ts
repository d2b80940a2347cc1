import assert from "node:assert/strict";
import { wayOf } from "../src/app/reload_ways.ts";
import { allSections } from "../src/config/sections.ts";
import { allSettings } from "../src/config/settings.ts";

const sections = allSections().map((it) => ({
  ...it,
  name: it.path.join("."),
}));

for (const { name } of allSettings()) {
  Deno.test(`it is said how a change of ${name} takes effect`, () => {
    assert.ok(wayOf(name) !== undefined);
  });
}

for (const { name, section } of sections) {
  if (section.kind === "table") continue;
  Deno.test(`it is said how one more ${name} takes effect`, () => {
    assert.ok(wayOf(name) !== undefined);
  });
}

Deno.test("nothing else is said to take effect", () => {
  assert.equal(wayOf("smtp"), undefined);
  assert.equal(wayOf("smtp.max_sise"), undefined);
  assert.equal(wayOf("smpt.max_size"), undefined);
});
