import assert from "node:assert/strict";
import fc from "fast-check";
import { cutToSegments } from "./cut.ts";
import { type LayoutChoice, layoutOf } from "./layout_choice.ts";
import { countSegments } from "./segment.ts";

const width = { referenceBits: 8 } as const;
const national: LayoutChoice = {
  referenceBits: 8,
  nationalLanguages: ["turkish", "portuguese"],
};

Deno.test("cutToSegments() leaves alone what fits", () => {
  assert.equal(cutToSegments("a".repeat(160), 1, width), "a".repeat(160));
  assert.equal(cutToSegments("я".repeat(134), 2, width), "я".repeat(134));
});

Deno.test("cutToSegments() fills the segments to the brim, its dots in the text's alphabet", () => {
  const rows = [
    ["a".repeat(161), 1, "a".repeat(157) + "..."],
    ["a".repeat(400), 2, "a".repeat(303) + "..."],
    ["я".repeat(71), 1, "я".repeat(69) + "…"],
    ["я".repeat(300), 2, "я".repeat(133) + "…"],
    ["€".repeat(81), 1, "€".repeat(78) + "..."],
  ] as const;
  for (const [text, maxSegments, cut] of rows) {
    assert.equal(cutToSegments(text, maxSegments, width), cut);
  }
});

Deno.test("cutToSegments() keeps ten full segments ten", () => {
  const cut = cutToSegments("a".repeat(10_000), 10, width);
  assert.equal(countSegments(cut, width), 10);
  assert.equal(cut.length, 1530);
});

Deno.test("cutToSegments() stays 7-bit when more of the text survives that way", () => {
  const late = "a".repeat(300) + "😁".repeat(50);
  assert.equal(cutToSegments(late, 2, width), "a".repeat(300) + "...");
  const early = "a".repeat(20) + "😁".repeat(90);
  const cut = cutToSegments(early, 2, width);
  assert.equal(cut, "a".repeat(20) + "😁".repeat(56) + "…");
});

Deno.test("cutToSegments() splits no cluster", () => {
  const family = "👩‍👩‍👧";
  const cut = cutToSegments("я".repeat(66) + family, 1, width);
  assert.equal(cut, "я".repeat(66) + "…");
  const accent = "a".repeat(100) + "x\u0301" + "я".repeat(90);
  const plain = cutToSegments(accent, 1, width);
  assert.equal(plain, "a".repeat(100) + "...");
  assert.equal(cutToSegments("я" + "\u0301".repeat(99), 1, width), "...");
});

Deno.test("cutToSegments() is not slowed by a text of megabytes", () => {
  const text = "я".repeat(2_000_000);
  assert.equal(cutToSegments(text, 6, width).length, 6 * 67);
});

Deno.test("cutToSegments() gives a beginning of the text that fits and keeps clusters whole", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b ", "€", "я", "👩‍👩‍👧", "e\u0323\u0302"),
    maxLength: 400,
    size: "max",
  });
  const plainText = fc.string({
    unit: fc.constantFrom("a", "€", "\n"),
    maxLength: 900,
    size: "max",
  });
  const nationalText = fc.string({
    unit: fc.constantFrom("a", "€", "ş", "İ", "ã", "😁", "e\u0323\u0302"),
    maxLength: 700,
    size: "max",
  });
  const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
  const texts = fc.oneof(text, plainText, nationalText);
  const limits = fc.integer({ min: 1, max: 4 });
  const choices = fc.constantFrom<LayoutChoice>(width, national);
  fc.assert(
    fc.property(texts, limits, choices, (text, maxSegments, choice) => {
      const cut = cutToSegments(text, maxSegments, choice);
      const count = countSegments(cut, layoutOf(cut, choice));
      assert.ok(count <= maxSegments);
      if (cut === text) return;
      const dots = cut.endsWith("…") ? "…" : "...";
      assert.ok(cut.endsWith(dots));
      const kept = cut.slice(0, -dots.length);
      assert.ok(text.startsWith(kept));
      const starts = [...segmenter.segment(text)].map(({ index }) => index);
      assert.ok(starts.includes(kept.length));
      // To allow more is never to keep less.
      const plain = cutToSegments(text, maxSegments, width);
      assert.ok(kept.length >= plain.length - 3);
    }),
    { numRuns: 120 },
  );
});

Deno.test("cutToSegments() cuts in the tables of a language, and before what they lack", () => {
  const rows = [
    ["ş".repeat(400), 1, "ş".repeat(152) + "..."],
    ["ş".repeat(400), 2, "ş".repeat(295) + "..."],
    ["ş".repeat(145) + "я".repeat(400), 1, "ş".repeat(145) + "..."],
    [
      "ş".repeat(40) + "я".repeat(400),
      1,
      "ş".repeat(40) + "я".repeat(29) + "…",
    ],
    ["ã".repeat(400), 1, "ã".repeat(152) + "..."],
  ] as const;
  for (const [text, maxSegments, cut] of rows) {
    assert.equal(cutToSegments(text, maxSegments, national), cut);
  }
});

Deno.test("cutToSegments() is not slowed by languages and megabytes", () => {
  const text = "ş".repeat(2_000_000);
  const cut = cutToSegments(text, 6, national);
  assert.equal(cut, "ş".repeat(6 * 149 - 3) + "...");
});
