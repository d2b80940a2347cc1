import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { containsPattern } from "./text_pattern.ts";

function finds(needle: string, text: string): boolean {
  const database = new DatabaseSync(":memory:");
  try {
    const row = database.prepare("SELECT ? GLOB ? AS found")
      .get(text, containsPattern(needle));
    return row?.["found"] === 1;
  } finally {
    database.close();
  }
}

Deno.test("a text is found by a part of it in any case, also beyond A to Z", () => {
  const rows = [
    ["pump", "PUMP 3 stopped", true],
    ["STÖRUNG", "Eine Störung", true],
    ["störung", "EINE STÖRUNG", true],
    ["straße", "Die STRAßE", true],
    ["ηχώ", "ΗΧΏ", true],
    ["50 %", "at 50 % now", true],
    ["a*b", "a-b", false],
    ["a*b", "A*B", true],
    ["why?", "why not", false],
    ["why?", "Why?", true],
    ["[x]", "x", false],
    ["[x]", "[X]", true],
    ["^-]", "a^-]b", true],
    ["", "anything", true],
    ["pump", "pum p", false],
  ] as const;
  for (const [needle, text, found] of rows) {
    assert.equal(finds(needle, text), found, `${needle} in ${text}`);
  }
});

Deno.test("every text contains each of its parts", () => {
  const text = fc.string({ unit: "grapheme-composite", maxLength: 12 })
    // SQLite ends a text there.
    .filter((it) => !it.includes("\0"));
  fc.assert(
    fc.property(text, text, text, (before, part, after) => {
      assert.ok(finds(part, `${before}${part}${after}`));
    }),
  );
});
