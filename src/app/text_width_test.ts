import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cutToWidth,
  fitToWidth,
  textWidth,
  wrapToWidth,
} from "./text_width.ts";

Deno.test("textWidth() counts columns, not code points", () => {
  const rows: readonly (readonly [string, number])[] = [
    ["", 0],
    ["Pump 3", 6],
    ["Grüße", 5],
    ["Gru\u0308ße", 5],
    ["水位过高", 8],
    ["ﾎﾟﾝﾌﾟ", 5],
    ["ポンプ", 6],
    ["펌프", 4],
    ["\u1111\u1165\u11b7", 2],
    ["ＦＵＬＬ", 8],
    ["🔥", 2],
    ["👍🏽", 2],
    ["👨‍👩‍👧", 2],
    ["🇸🇪", 2],
    ["☎", 1],
    ["☎️", 2],
    ["नमस्ते", 4],
    ["\u200b\u200d", 0],
  ];
  for (const [text, width] of rows) {
    assert.equal(textWidth(text), width, JSON.stringify(text));
  }
});

Deno.test("cutToWidth() cuts no character in two, and says that it cut", () => {
  assert.equal(cutToWidth("Pump 3", 6), "Pump 3");
  assert.equal(cutToWidth("Pump 3", 5), "Pump…");
  assert.equal(cutToWidth("水位过高", 6), "水位…");
  assert.equal(cutToWidth("a👨‍👩‍👧b", 3), "a…");
  assert.equal(cutToWidth("x", 0), "");
});

Deno.test("what is fitted has that width, whatever it was", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(fc.property(text, fc.nat(30), (text, width) => {
    assert.equal(textWidth(fitToWidth(text, width)), width);
  }));
});

Deno.test("wrapToWidth() breaks at blanks, and words only where they must", () => {
  assert.deepEqual(wrapToWidth("Pump 3 stopped at noon", 10), [
    "Pump 3",
    "stopped at",
    "noon",
  ]);
  assert.deepEqual(wrapToWidth("  | 水位过高 now", 8), [
    "  |",
    "  水位过",
    "  高 now",
  ]);
  assert.deepEqual(wrapToWidth("", 5), [""]);
  assert.deepEqual(wrapToWidth("a  b", 5), ["a  b"]);
  // Only plain blanks are indentation.
  assert.deepEqual(wrapToWidth("\u00a0a", 5), ["\u00a0a"]);
  assert.deepEqual(wrapToWidth(" 漢", 2), ["漢"]);
});

Deno.test("wrapped lines fit, and hold every letter in its order", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (text, width) => {
      const lines = wrapToWidth(text, width);
      for (const line of lines) {
        assert.ok(textWidth(line) <= width, JSON.stringify(lines));
      }
      const letters = (it: string) => it.replaceAll(" ", "");
      assert.equal(letters(lines.join("")), letters(text));
    }),
  );
});
