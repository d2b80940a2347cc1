// What a terminal obeys instead of showing it (C0, DEL, C1: ECMA-48 §5.2, §5.3), or what turns the text round it (UAX #9 §2).
const obeyed =
  /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside as it may go to a terminal: anybody can send an SMS or a mail, so what would move the cursor, colour the screen or turn
 * text round is shown by its number.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(printable("Pump 3\u001b[2J\u202e"), "Pump 3\\u001b[2J\\u202e");
 * ```
 */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(
    obeyed,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text of several lines in one, as it may go to a terminal. */
export function inOneLine(text: string): string {
  return printable(text.trim().replaceAll(/\s*[\r\n]+\s*/g, " ⏎ "))
    .replaceAll("\\u0009", " ");
}
