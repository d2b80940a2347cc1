// Line ends of all kinds. VT and FF are controls and go below.
const lineEnd = /\r\n?|[\u2028\u2029]/g;
const spaceLike = /[\t\u00a0\u2007\u202f]/g;
// C0 and C1 but LF; characters without a shape (soft hyphen, zero-width space, word joiner, byte order mark), which
// would turn a GSM-7 text into UCS-2 for nothing; marks that change the direction of what follows (U+202A to E,
// U+2066 to 9), by which a text can be shown as another. ZWJ and ZWNJ stay: emoji and Persian need them.
const unwanted =
  // deno-lint-ignore no-control-regex
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;
// UAX #15 §13 (stream-safe text): no language stacks more than 30 marks, and sorting them takes the square of their
// number; 120,000 of them would hold the thread for eight seconds.
const tallStack = /(\p{M}{30})\p{M}+/gu;
const plain = /^[\n\x20-\x7e]*$/;

/**
 * Makes a text fit for a phone: lines ended by LF, TAB and no-break spaces as space, no controls but LF, NFC, no
 * trailing blank lines, no unpaired surrogate. Blank text becomes "". Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  if (plain.test(text)) return withoutTrailingBlankLines(text);
  const clean = text.replaceAll(lineEnd, "\n").replaceAll(spaceLike, " ")
    .replaceAll(unwanted, "");
  const composed = lowStacks(clean.toWellFormed()).normalize("NFC");
  // Again, because NFC takes a few marks apart.
  return withoutTrailingBlankLines(lowStacks(composed));
}

/** Makes a header field's text one clean line: white space of any length is one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, " ").trim();
}

/**
 * Cuts off the signature, which begins with a line of just `-- ` (RFC 3676 §4.3). A text that is nothing else stays
 * whole: better too much than nothing.
 */
export function stripSignature(text: string): string {
  const start = text.startsWith("-- \n") ? 0 : text.search(/\n-- (?:\n|$)/);
  if (start < 0) return text;
  const body = withoutTrailingBlankLines(text.slice(0, start));
  return body === "" ? text : body;
}

/**
 * Ends the text before the first line that holds just the marker; white space around either does not matter, and a blank
 * marker marks nothing. A text with no words before it stays whole.
 */
export function endAtMarker(text: string, marker: string): string {
  const bare = marker.trim();
  if (bare === "" || !text.includes(bare)) return text;
  const lines = text.split("\n");
  const end = lines.findIndex((line) => line.trim() === bare);
  if (end < 0) return text;
  const body = withoutTrailingBlankLines(lines.slice(0, end).join("\n"));
  return body === "" ? text : body;
}

function lowStacks(text: string): string {
  return text.replaceAll(tallStack, "$1");
}

function withoutTrailingBlankLines(text: string): string {
  // The last line with words keeps its trailing spaces: a signature's separator may stand there.
  const wordsEnd = text.trimEnd().length;
  if (wordsEnd === 0) return "";
  const next = text.indexOf("\n", wordsEnd);
  return next < 0 ? text : text.slice(0, next);
}
