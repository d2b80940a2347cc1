/*
 * The codec against an independent one, npm's node-pdu, in both directions. Where node-pdu 2.1.1 is wrong or knows nothing,
 * the texts and checks here go around it:
 *
 * - it takes "`" for "§" (septet 5F) and for each code that its extension table lacks, form feed among them;
 * - it knows no national tables, so of texts in them only packing and places are checked;
 * - it reads relative validity right up to 12 hours (TP-VP 8F), and enhanced validity not at all;
 * - it writes TP-VPF before it knows the format, so that only its second answer is right, and no period beyond 30 days;
 * - it writes 16-bit references only, takes characters above U+00C0 for UCS-2, and cuts long texts by characters, which may
 *   be more septets than a segment holds, and inside surrogate pairs;
 * - it takes a number with "00" in its middle for an international one, and writes no STATUS-REPORT.
 */
import fc from "fast-check";
import { defaultAlphabet, defaultExtension } from "./gsm7.ts";

/** All that both sides have in the 7-bit alphabet. */
export const common = [...defaultAlphabet, ...defaultExtension.values()]
  .filter((character) => !"§\f\x1b".includes(character));
/** What node-pdu writes in 7 bits. */
export const ascii = common.filter((character) => character <= "\u00c0");

/** Texts of these characters. */
export function textOf7Bit(
  characters: readonly string[],
  maxLength: number,
): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...characters);
  return fc.string({ unit, minLength: 1, maxLength, size: "max" });
}

/** Texts of clusters that UCS-2 holds, and of all others. */
export const unicode = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "я",
      "世",
      "😁",
      "👩‍👩‍👧",
      "🇩🇪",
      "각",
      "e\u0323\u0302",
      "a\u0301",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 })
      .filter((cluster) => !"§\f".includes(cluster)),
  ),
  minLength: 1,
  maxLength: 200,
  size: "max",
});
/** International numbers and short codes. */
export const numbers = fc.oneof(
  fc.stringMatching(/^\+[1-9][0-9]{5,14}$/),
  fc.stringMatching(/^[1-9]{3,8}$/),
);
/** Moments of this century with a zone; node-pdu takes no offset for the machine's own. */
export const moments = fc.record({
  epochMs: fc.integer({ min: 946_857_600, max: 3_124_224_000 }).map((it) =>
    it * 1000
  ),
  offsetMinutes: fc.integer({ min: -48, max: 56 }).map((it) => it * 15).filter((
    it,
  ) => it !== 0),
});
