import assert from "node:assert/strict";
import fc from "fast-check";
import { canEncode } from "./gsm7.ts";
import type { Layout } from "./layout.ts";
import { type LayoutChoice, layoutOf } from "./layout_choice.ts";
import {
  charsetOf,
  type NationalLanguage,
  type NationalShift,
  shiftsOf,
} from "./national_language.ts";
import { countSegments, planSegments } from "./segment.ts";

const turkish: LayoutChoice = {
  referenceBits: 8,
  nationalLanguages: ["turkish"],
};
const all: LayoutChoice = {
  referenceBits: 8,
  nationalLanguages: ["turkish", "spanish", "portuguese"],
};

function shiftFor(text: string, choice: LayoutChoice) {
  return layoutOf(text, choice).nationalShift;
}

Deno.test("layoutOf() keeps to what every phone reads when that costs no more", () => {
  assert.equal(shiftFor("Grüße", turkish), undefined);
  assert.equal(shiftFor("a".repeat(1000), turkish), undefined);
  // One segment of UCS-2.
  assert.equal(shiftFor("ş".repeat(70), turkish), undefined);
  // What the language lacks leaves nothing but UCS-2.
  assert.equal(shiftFor("ş".repeat(99) + "я", turkish), undefined);
  assert.equal(shiftFor("ã".repeat(99), turkish), undefined);
  assert.equal(shiftFor("ş".repeat(99), { referenceBits: 8 }), undefined);
});

Deno.test("layoutOf() prefers the single shift, whose letters fall back to plain ones", () => {
  const text = "Şebeke yok, ".repeat(8);
  assert.deepEqual(shiftFor(text, turkish), { locking: 0, single: 1 });
});

Deno.test("layoutOf() takes the locking shift, or both, where only they save segments", () => {
  assert.deepEqual(shiftFor("ş".repeat(150), turkish), {
    locking: 1,
    single: 0,
  });
  // "Ã" is one septet in the locking table, "Θ" is left to the single one.
  assert.deepEqual(shiftFor("Ã".repeat(148) + "ΘΘ", all), {
    locking: 3,
    single: 3,
  });
});

Deno.test("layoutOf() never takes a Spanish locking shift, for there is none", () => {
  const choice = { ...turkish, nationalLanguages: ["spanish"] } as const;
  assert.deepEqual(shiftFor("Á".repeat(72), choice), {
    locking: 0,
    single: 2,
  });
  assert.deepEqual(shiftsOf(["spanish"]), [{ locking: 0, single: 2 }]);
});

Deno.test("layoutOf() weighs the tables even for a text that goes without, if it is cheaper", () => {
  assert.equal(shiftFor("€".repeat(80), turkish), undefined);
  assert.deepEqual(shiftFor("€".repeat(150), turkish), {
    locking: 1,
    single: 0,
  });
});

Deno.test("layoutOf() does not weigh a text that no message holds", () => {
  assert.deepEqual(layoutOf("ş".repeat(1_000_000), turkish), {
    referenceBits: 8,
  });
});

Deno.test("shiftsOf() lists every pair of tables once, single shifts first", () => {
  assert.deepEqual(shiftsOf([]), []);
  const shifts = shiftsOf(["turkish", "spanish", "portuguese"]);
  assert.equal(shifts.length, 11);
  assert.equal(new Set(shifts.map((it) => JSON.stringify(it))).size, 11);
  assert.deepEqual(shifts.slice(0, 3).map(({ locking }) => locking), [0, 0, 0]);
});

Deno.test("layoutOf() is never dearer than any layout allowed", () => {
  const letters = "abc €[~şğıİÇçáíóúãõâΔΘΦ";
  const texts = fc.oneof(
    fc.string({
      unit: fc.constantFrom(...letters),
      maxLength: 500,
      size: "max",
    }),
    fc.string({
      unit: fc.constantFrom("ş", "ã", "€", "a", "я"),
      maxLength: 500,
      size: "max",
    }),
  );
  const languages = fc.subarray<NationalLanguage>([
    "turkish",
    "spanish",
    "portuguese",
  ]);
  const width = fc.constantFrom<8 | 16>(8, 16);
  fc.assert(
    fc.property(
      texts,
      languages,
      width,
      (text, nationalLanguages, referenceBits) => {
        const chosen = layoutOf(text, { referenceBits, nationalLanguages });
        const count = countSegments(text, chosen);
        for (const nationalShift of shiftsOf(nationalLanguages)) {
          if (!canEncode(text, charsetOf(nationalShift))) continue;
          const other = countSegments(text, { referenceBits, nationalShift });
          assert.ok(count <= other);
        }
        assert.ok(count <= countSegments(text, { referenceBits }));
        assert.ok(isAllowed(chosen, nationalLanguages));
        assert.equal(joined(text, chosen), text);
      },
    ),
    { numRuns: 200 },
  );
});

function isAllowed(
  { nationalShift }: Layout,
  languages: readonly NationalLanguage[],
): boolean {
  const same = (it: NationalShift) =>
    it.locking === nationalShift?.locking && it.single === nationalShift.single;
  return nationalShift === undefined || shiftsOf(languages).some(same);
}

function joined(text: string, layout: Layout): string {
  return planSegments(text, layout).segments.map((it) => it.text).join("");
}
