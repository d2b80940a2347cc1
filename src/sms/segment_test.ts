import assert from "node:assert/strict";
import fc from "fast-check";
import {
  loneCapacity,
  type ReferenceWidth,
  segmentCapacity,
} from "./layout.ts";
import { countSegments, planSegments } from "./segment.ts";

const narrow = { referenceBits: 8 } as const;
const wide = { referenceBits: 16 } as const;

/** Texts of all sorts: plain, with escapes, Cyrillic, emoji in one and in many code points. */
const texts = fc.string({
  unit: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("a", " ", "é", "\r\n") },
    { weight: 2, arbitrary: fc.constantFrom("€", "[", "~") },
    {
      weight: 1,
      arbitrary: fc.constantFrom("я", "😁", "👩‍👩‍👧", "e\u0301\u0302", "🇩🇪"),
    },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 1 }) },
  ),
  maxLength: 900,
  size: "max",
});
const escapedTexts = fc.string({
  unit: fc.constantFrom("a", "b", "€", "|"),
  maxLength: 900,
  size: "max",
});
const widths = fc.constantFrom<ReferenceWidth>(narrow, wide);

Deno.test("countSegments() knows the edges", () => {
  const rows = [
    ["", 1],
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["a".repeat(306), 2],
    ["a".repeat(307), 3],
    ["€".repeat(80), 1],
    ["€".repeat(81), 2],
    ["€".repeat(153), 3],
    ["я".repeat(70), 1],
    ["я".repeat(71), 2],
    ["😁".repeat(35), 1],
    ["😁".repeat(36), 2],
  ] as const;
  for (const [text, count] of rows) {
    assert.equal(countSegments(text, narrow), count, text);
  }
  assert.equal(countSegments("a".repeat(305), wide), 3);
});

Deno.test("planSegments() leaves the last septet free rather than split an escape", () => {
  const plan = planSegments("€".repeat(153), narrow);
  assert.equal(plan.alphabet, "gsm7");
  assert.deepEqual(plan.segments.map(({ units }) => units), [152, 152, 2]);
});

Deno.test("planSegments() leaves the last unit free rather than split a surrogate pair", () => {
  const plan = planSegments("я".repeat(66) + "😁xxx", narrow);
  assert.deepEqual(plan.segments, [
    { text: "я".repeat(66), units: 66 },
    { text: "😁xxx", units: 5 },
  ]);
});

Deno.test("planSegments() moves a whole cluster to the next segment", () => {
  const family = "👩‍👩‍👧";
  const plan = planSegments("я".repeat(64) + family + "я", narrow);
  assert.deepEqual(plan.segments.map(({ text }) => text), [
    "я".repeat(64),
    family + "я",
  ]);
});

Deno.test("planSegments() splits a cluster that no segment holds, but no pair in it", () => {
  const monster = "я" + "\u0301".repeat(100);
  const plan = planSegments(monster, narrow);
  assert.deepEqual(plan.segments.map(({ units }) => units), [67, 34]);
  const odd = "👍" + "\u{1F3FB}".repeat(60);
  assert.deepEqual(
    planSegments(odd, narrow).segments.map(({ units }) => units),
    [66, 56],
  );
  const pairs = "a" + "\u{1F3FB}".repeat(60);
  for (const { text } of planSegments(pairs, narrow).segments) {
    assert.ok(text.isWellFormed());
  }
});

Deno.test("planSegments() keeps flags, families, Hangul and marks whole wherever the edge falls", () => {
  const clusters = [
    "🇩🇪",
    "👩‍👩‍👧",
    "👍🏽",
    "\u1100\u1161\u11a8",
    "e\u0323\u0302",
    "क्षि",
    "1\ufe0f\u20e3",
    "\r\n",
  ];
  for (const cluster of clusters) {
    for (let before = 60; before <= 68; before++) {
      const text = "я".repeat(before) + cluster + "я".repeat(9);
      for (const width of [narrow, wide]) {
        const { segments } = planSegments(text, width);
        const whole = segments.filter((it) => it.text.includes(cluster));
        assert.equal(whole.length, 1, `${cluster} behind ${before}`);
      }
    }
  }
});

Deno.test("planSegments() does not tear flags apart in a row of them", () => {
  for (const { text } of planSegments("🇩🇪".repeat(60), narrow).segments) {
    assert.equal(text.length % 4, 0);
  }
});

Deno.test("planSegments() keeps CR LF together in septets", () => {
  const text = "a".repeat(152) + "\r\n" + "b".repeat(9);
  const plan = planSegments(text, narrow);
  assert.deepEqual(plan.segments.map(({ units }) => units), [152, 11]);
});

Deno.test("planSegments() keeps CR LF together in a UCS-2 text", () => {
  const plan = planSegments(
    "я" + "a".repeat(65) + "\r\n" + "b".repeat(9),
    narrow,
  );
  assert.equal(plan.segments[1]?.text, "\r\n" + "b".repeat(9));
});

Deno.test("countSegments() of a text far too long is not exact but at once", () => {
  assert.ok(countSegments("я".repeat(1_000_000), narrow) > 255);
  assert.ok(countSegments("a".repeat(1_000_000), narrow) > 255);
});

Deno.test("planSegments() gives back the text, in segments that fit and split no pair", () => {
  fc.assert(
    fc.property(fc.oneof(texts, escapedTexts), widths, (text, width) => {
      const plan = planSegments(text, width);
      const { segments } = plan;
      assert.equal(segments.map((segment) => segment.text).join(""), text);
      assert.equal(countSegments(text, width), segments.length);
      const capacity = segments.length === 1
        ? loneCapacity(plan)
        : segmentCapacity(plan, width);
      for (const segment of segments) {
        assert.ok(segment.units <= capacity);
        assert.ok(segment.text.isWellFormed() || !text.isWellFormed());
      }
    }),
  );
});

Deno.test("planSegments() splits no cluster that fits into one segment", () => {
  const clusters = new Intl.Segmenter("und", { granularity: "grapheme" });
  fc.assert(
    fc.property(texts, widths, (text, width) => {
      const { segments } = planSegments(text, width);
      const starts = new Set([0].concat(
        [...clusters.segment(text)].map(({ index }) => index),
      ));
      let start = 0;
      for (const segment of segments) {
        assert.ok(starts.has(start), `cut at ${start}`);
        start += segment.text.length;
      }
    }),
    { numRuns: 50 },
  );
});
