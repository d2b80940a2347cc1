/**
 * What of MIME a mail of our own needs: fields, text bodies and multiparts in pure ASCII, lines ended by CRLF.
 *
 * @module
 */
import { quotedLine } from "./quoted_printable.ts";

const crlf = "\r\n";
// RFC 5322 §2.1.1: lines should not be longer than 78 characters.
const lineLength = 76;
// RFC 2047 §2: an encoded word has 75 characters at most; base64 makes 52 of 39 bytes, and the name of the field takes its part.
const bytesInWord = 39;

// RFC 5322 §2.1.1: no line may be longer than 998 characters, and a word cannot be folded.
const unfoldable = /[^ ]{900}/;

/** A field of a header: folded, and in encoded words (RFC 2047) where it is not plain ASCII. No control gets through. */
export function field(name: string, value: string): string {
  const text = value.replaceAll(/\p{Cc}+/gu, " ").trim();
  return /^[ -~]*$/.test(text) && !text.includes("=?") && !unfoldable.test(text)
    ? folded(`${name}: ${text}`)
    : `${name}: ${encodedWords(text).join(`${crlf} `)}`;
}

// RFC 5322 §2.2.3: a line may end before any white space. What has none stays long.
function folded(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > lineLength) {
    const before = rest.lastIndexOf(" ", lineLength);
    const at = before > rest.search(/\S/) ? before : rest.indexOf(" ", 1);
    if (at < 0 || at >= rest.length - 1) break;
    // Not right behind the name: some readers take that for an empty field.
    if (lines.length === 0 && /^[^ ]+:$/.test(rest.slice(0, at))) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...lines, rest].join(crlf);
}

function encodedWords(text: string): readonly string[] {
  const words: string[] = [];
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length === 0) return;
    words.push(`=?utf-8?B?${btoa(String.fromCharCode(...bytes))}?=`);
    bytes = [];
  };
  // RFC 2047 §5 (3): a character is not divided.
  for (const character of text) {
    const encoded = new TextEncoder().encode(character);
    if (bytes.length + encoded.length > bytesInWord) flush();
    bytes.push(...encoded);
  }
  flush();
  return words;
}

/** A body part: its fields, an empty line, its body; without a line end behind it. */
export interface Part {
  readonly fields: readonly string[];
  readonly body: string;
}

/** A text as a part: as it is where that is ASCII in short lines, else quoted-printable. Lines end with LF. */
export function textPart(text: string): Part {
  const plain = /^[\n -~]*$/.test(text) &&
    text.split("\n").every((it) => it.length <= 78);
  return {
    fields: [
      `Content-Type: text/plain; charset=${plain ? "us-ascii" : "utf-8"}`,
      `Content-Transfer-Encoding: ${plain ? "7bit" : "quoted-printable"}`,
    ],
    body: plain ? text.replaceAll("\n", crlf) : quotedPrintable(text),
  };
}

/** RFC 2045 §6.7. Lines end with LF in the text, and with CRLF in the result. */
export function quotedPrintable(text: string): string {
  return text.split("\n").map(quotedLine).join(crlf);
}

/** Puts parts between boundaries (RFC 2046 §5.1); `boundary` must stand in none of them. */
export function multipart(boundary: string, parts: readonly Part[]): string {
  const lines = parts.map(({ fields, body }) =>
    [`--${boundary}`, ...fields, "", body, ""].join(crlf)
  );
  return `${lines.join("")}--${boundary}--${crlf}`;
}

/** A moment as RFC 5322 §3.3 writes it, in UTC. */
export function mailDate(at: number): string {
  // RFC 5322 §4.3: "GMT" is obsolete, the offset is not.
  return new Date(at).toUTCString().replace("GMT", "+0000");
}
