import { canEncode } from "./gsm7.ts";
import {
  charsetOf,
  type NationalLanguage,
  shiftsOf,
} from "./national_language.ts";
import { intoGsm7, plainFormOf } from "./punctuation.ts";

/** Letters that do not decompose into a plain letter and its marks (UAX #15), as their languages write them in plain letters. */
const plainLetters: ReadonlyMap<string, string> = new Map([
  // Croatian, Vietnamese, Maltese, Polish, Sami, Turkish, Icelandic, French, Azerbaijani.
  ["đ", "d"],
  ["Đ", "D"],
  ["ħ", "h"],
  ["Ħ", "H"],
  ["ł", "l"],
  ["Ł", "L"],
  ["ŧ", "t"],
  ["Ŧ", "T"],
  ["ŋ", "ng"],
  ["Ŋ", "NG"],
  ["ı", "i"],
  ["ð", "d"],
  ["Ð", "D"],
  ["þ", "th"],
  ["Þ", "Th"],
  ["œ", "oe"],
  ["Œ", "OE"],
  ["ə", "e"],
  ["Ə", "E"],
  ["ẞ", "SS"],
  ["ſ", "s"],
  ["ĸ", "k"],
  ["ŉ", "'n"],
  ["ŀ", "l"],
  ["Ŀ", "L"],
  // Digraphs and typographic ligatures.
  ["ĳ", "ij"],
  ["Ĳ", "IJ"],
  ["ǆ", "dz"],
  ["ǅ", "Dz"],
  ["Ǆ", "DZ"],
  ["ǳ", "dz"],
  ["ǲ", "Dz"],
  ["Ǳ", "DZ"],
  ["ǉ", "lj"],
  ["ǈ", "Lj"],
  ["Ǉ", "LJ"],
  ["ǌ", "nj"],
  ["ǋ", "Nj"],
  ["Ǌ", "NJ"],
  ["ﬀ", "ff"],
  ["ﬁ", "fi"],
  ["ﬂ", "fl"],
  ["ﬃ", "ffi"],
  ["ﬄ", "ffl"],
  ["ﬅ", "st"],
  ["ﬆ", "st"],
  // Greek capitals that look like Latin ones; GSM 7-bit has the others (TS 23.038 §6.2.1).
  ...Array.from(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    (greek, index) => [greek, "ABEZHIKMNOPTYX".charAt(index)] as const,
  ),
]);

const letter = /^[\p{Script=Latin}\p{Script=Greek}]$/u;
// Accents; not the strokes through a letter (U+0334 to U+0338), which may cross it out.
const accent = /^[\u0300-\u0333\u0339-\u036f]$/;

/** What else may be replaced in the same go, since only all replacements together save a text. */
export interface TransliterationOptions {
  readonly plainPunctuation: boolean;
  /** Whose letters are not to be given up: a text that their tables can write stays as it is. */
  readonly nationalLanguages?: readonly NationalLanguage[];
}

/**
 * Writes letters without those marks that GSM 7-bit lacks where that makes the whole text GSM 7-bit, and so less than half as dear; a text
 * that stays UCS-2 keeps them. What GSM 7-bit has stays, and nothing but Latin letters and Greek capitals is touched.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const options = { plainPunctuation: true };
 * assert.equal(transliterate("Größe: Łódź, reçu", options), "Größe: Lodz, recu");
 * assert.equal(transliterate("Łódź: насос", options), "Łódź: насос");
 * ```
 */
export function transliterate(
  text: string,
  options: TransliterationOptions,
): string {
  if (isNational(text, options)) return text;
  const { plainPunctuation } = options;
  return intoGsm7(
    text,
    (character, before) =>
      plainLetterOf(character, before) ??
        (plainPunctuation ? plainFormOf(character) : undefined),
  );
}

/** Whether one of the languages' tables has all of the text, or would have with plain punctuation where that is allowed. */
function isNational(
  text: string,
  { plainPunctuation, nationalLanguages = [] }: TransliterationOptions,
): boolean {
  if (canEncode(text)) return false;
  return shiftsOf(nationalLanguages).some((shift) => {
    const charset = charsetOf(shift);
    const form = plainPunctuation ? intoGsm7(text, plainFormOf, charset) : text;
    return canEncode(form, charset);
  });
}

function plainLetterOf(character: string, before: string): string | undefined {
  // A mark without a composed form: it belongs to the letter before it.
  if (accent.test(character)) {
    return letter.test(before) || accent.test(before) ? "" : undefined;
  }
  if (!letter.test(character)) return undefined;
  const [base = "", ...marks] = character.normalize("NFD");
  if (!marks.every((mark) => accent.test(mark))) return undefined;
  // As few marks go as need be: "ǖ" has "ü" in it.
  for (let kept = marks.length - 1; kept > 0; kept--) {
    const form = (base + marks.slice(0, kept).join("")).normalize("NFC");
    if (canEncode(form)) return form;
  }
  const plain = plainLetters.get(base) ?? base;
  return canEncode(plain) ? plain : undefined;
}
