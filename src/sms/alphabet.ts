import { canEncode } from "./gsm7.ts";

/** How a text is written: in septets of the GSM 7-bit default alphabet, or in UTF-16 units. */
export type Alphabet = "gsm7" | "ucs2";

/**
 * The alphabet that a text needs; GSM 7-bit wherever it can, because it holds more than twice as much.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(alphabetOf("10 € für Æ"), "gsm7");
 * assert.equal(alphabetOf("ça va"), "ucs2");
 * ```
 */
export function alphabetOf(text: string): Alphabet {
  return canEncode(text) ? "gsm7" : "ucs2";
}
