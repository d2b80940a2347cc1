import assert from "node:assert/strict";
import fc from "fast-check";
import { canEncode } from "./gsm7.ts";
import { plainPunctuation } from "./punctuation.ts";

Deno.test("plainPunctuation() makes a text 7-bit where only punctuation stands in the way", () => {
  const rows = [
    ["“Pump 3” – can’t start…", '"Pump 3" - can\'t start...'],
    ["21\u00a0°", "21\u00a0°"], // the degree sign stays, so all does
    ["21\u00a0C\u202f!", "21 C !"],
    ["«Ja»", '"Ja"'],
    ["a\u200bb\ufeffc", "abc"],
    ["one\u2028two", "one\ntwo"],
    ["Ölstand: 5 €", "Ölstand: 5 €"],
    ["", ""],
  ] as const;
  for (const [text, plain] of rows) assert.equal(plainPunctuation(text), plain);
});

Deno.test("plainPunctuation() leaves a text alone that stays UCS-2", () => {
  assert.equal(plainPunctuation("“Привет” — 😁"), "“Привет” — 😁");
});

Deno.test("plainPunctuation() gives 7-bit or the text itself, and once is enough", () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom("a", "“", "”", "–", "…", "\u00a0", "€", "\n"),
      fc.string({ unit: "grapheme", maxLength: 1 }),
    ),
  });
  fc.assert(fc.property(text, (text) => {
    const plain = plainPunctuation(text);
    assert.ok(plain === text || canEncode(plain));
    assert.equal(plainPunctuation(plain), plain);
  }));
});
