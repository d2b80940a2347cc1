import assert from "node:assert/strict";
import fc from "fast-check";
import { countSegments, layoutOf } from "../sms/mod.ts";
import { digestText, withText } from "./digest_text.ts";

const one = { maxSegments: 1, referenceBits: 8 } as const;

Deno.test("the newest text stands with the number of the others", () => {
  assert.deepEqual(digestText(["Pump 3 stopped"], 2, one), {
    text: "Pump 3 stopped (+1 more)",
    shown: 1,
  });
});

Deno.test("different texts are listed in the order in which they came, as many as fit", () => {
  assert.deepEqual(digestText(["C", "B", "A"], 3, one), {
    text: "* A\n* B\n* C",
    shown: 3,
  });
  const long = "x".repeat(138);
  assert.deepEqual(digestText(["C", "B", long, "A"], 9, one), {
    text: `* ${long}\n* B\n* C\n(+6 more)`,
    shown: 3,
  });
  assert.deepEqual(digestText([long, "y".repeat(100)], 2, one), {
    text: `${long} (+1 more)`,
    shown: 1,
  });
});

Deno.test("a text that is too long is cut, the number is not", () => {
  const { text, shown } = digestText(["x".repeat(500)], 38, one);
  assert.equal(text, "x".repeat(146) + "... (+37 more)");
  assert.equal(shown, 1);
});

Deno.test("whatever the texts: the number is right, and all fits", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 400 }),
    fc.string({
      unit: fc.constantFrom("[", "€", "a", " ", "\n"),
      maxLength: 400,
    }),
    fc.string({ unit: fc.constantFrom("ш", "👍🏽", "a", "👩‍👩‍👧"), maxLength: 200 }),
    fc.string({ unit: fc.constantFrom("ş", "ğ", "a"), maxLength: 500 }),
  );
  fc.assert(fc.property(
    fc.array(text, { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 0, max: 100_000 }),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom([], ["turkish"] as const),
    (texts, others, maxSegments, nationalLanguages) => {
      const count = texts.length + others;
      const limits = {
        maxSegments,
        referenceBits: 8,
        nationalLanguages,
      } as const;
      const digest = digestText(texts, count, limits);
      const layout = layoutOf(digest.text, limits);
      assert.ok(countSegments(digest.text, layout) <= maxSegments);
      const [, more = "0"] = /\(\+(\d+) more\)$/.exec(digest.text) ?? [];
      if (count > digest.shown) {
        assert.equal(digest.shown + Number(more), count);
      }
      assert.equal(digest.shown === 0 && texts.length > 0 && others < 1, false);
    },
  ));
});

Deno.test("a message with another text is laid out for that one", () => {
  const message = {
    text: "ş".repeat(75),
    flash: true,
    statusReport: true,
    referenceBits: 8,
    nationalShift: { locking: 0, single: 1 },
    validityMs: 60_000,
  } as const;
  const { nationalShift: _, ...rest } = message;
  assert.deepEqual(withText(message, "abc", one), {
    message: { ...rest, text: "abc" },
    segmentCount: 1,
  });
});
