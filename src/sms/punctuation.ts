import { canEncode, type Gsm7Charset, septetCost } from "./gsm7.ts";
import { type LayoutChoice, layoutOf } from "./layout_choice.ts";
import { charsetOf, shiftsOf } from "./national_language.ts";
import { countSegments } from "./segment.ts";

/** What word processors and phones write for what a keyboard has; only where the meaning stays. */
const plainForms: readonly (readonly [characters: string, plain: string])[] = [
  ["‘’‚‛′´`ʹʼ", "'"],
  ["“”„‟″«»", '"'],
  ["‹", "<"],
  ["›", ">"],
  ["\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043•", "-"],
  ["…", "..."],
  ["\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "],
  ["\u202f\u205f\u3000", " "],
  ["\u2028\u2029", "\n"],
  // Soft hyphen, zero-width and direction marks: invisible, and of no use in a 7-bit text.
  ["\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""],
];

const replacements: ReadonlyMap<string, string> = new Map(
  plainForms.flatMap(([characters, plain]) =>
    [...characters].map((character) => [character, plain] as const)
  ),
);

/**
 * Replaces curly quotes, dashes, non-breaking spaces and the like by ASCII where that makes the text GSM 7-bit, and so
 * less than half as dear; a text that stays UCS-2 keeps them.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(plainPunctuation("“Pump” – 3"), '"Pump" - 3');
 * assert.equal(plainPunctuation("“Насос” – 3"), "“Насос” – 3");
 * ```
 */
export function plainPunctuation(text: string): string {
  return intoGsm7(text, plainFormOf);
}

/** The same, and where that does not do, into the tables of the languages allowed if that saves segments. */
export function plainPunctuationFor(
  text: string,
  choice: LayoutChoice,
): string {
  const plain = plainPunctuation(text);
  const { nationalLanguages = [] } = choice;
  if (nationalLanguages.length === 0 || canEncode(plain)) return plain;
  const segmentsOf = (text: string) =>
    countSegments(text, layoutOf(text, choice));
  const segments = segmentsOf(text);
  const forms = shiftsOf(nationalLanguages).map((shift) =>
    intoGsm7(text, plainFormOf, charsetOf(shift))
  );
  return forms.find((form) => form !== text && segmentsOf(form) < segments) ??
    text;
}

/** What stands for a quote, dash or space that GSM 7-bit lacks; undefined for other characters. */
export function plainFormOf(character: string): string | undefined {
  return replacements.get(character);
}

/**
 * Replaces the UTF-16 units that the character set lacks (the default one unless told otherwise), where there is a
 * replacement, itself in the set, for all of them; else the text stays as it is.
 */
export function intoGsm7(
  text: string,
  replacementOf: (character: string, before: string) => string | undefined,
  charset?: Gsm7Charset,
): string {
  let plain = "";
  let done = 0;
  for (let index = 0; index < text.length; index++) {
    if (septetCost(text.charCodeAt(index), charset) > 0) continue;
    const before = text.charAt(index - 1);
    const replacement = replacementOf(text.charAt(index), before);
    if (replacement === undefined) return text;
    plain += text.slice(done, index) + replacement;
    done = index + 1;
  }
  return plain + text.slice(done);
}
