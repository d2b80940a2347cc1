import { Buffer } from "node:buffer";
import { mailDate } from "./mime.ts";

/** Longest line of a field that holds encoded words (RFC 2047 §2). */
const longestLine = 76;
/** "=?UTF-8?B?" and "?=". */
const wordFrame = 12;

/** A field of free text, such as Subject: folded (RFC 5322 §2.2.3), and encoded where it is not ASCII (RFC 2047). */
export function textField(name: string, text: string): string {
  const clean = cleanLine(text);
  return isPlain(clean)
    ? foldPlain(`${name}: ${clean}`)
    : `${name}: ${encodedWords(clean, name.length + 2)}`;
}

/** A field of one mailbox with a display name, such as From. The address is ASCII, as it stands in an envelope. */
export function mailboxField(
  name: string,
  { display, address }: { readonly display: string; readonly address: string },
): string {
  const clean = cleanLine(display);
  const phrase = isPlain(clean) && clean.length <= 60
    ? `"${clean.replaceAll(/["\\]/g, "\\$&")}"`
    : encodedWords(clean, name.length + 2);
  const [last = ""] = phrase.split("\r\n").slice(-1);
  const fits = `${name}: ${last} <${address}>`.length <= longestLine;
  return `${name}: ${phrase}${fits ? " " : "\r\n "}<${address}>`;
}

/** A field of Message-IDs, such as References, one a line; the ids come without angle brackets. */
export function idsField(name: string, ids: readonly string[]): string {
  return `${name}: ${ids.map((id) => `<${id}>`).join("\r\n ")}`;
}

/** Whether a Message-ID can stand in a header: visible ASCII, and short enough that its line is (RFC 5322 §2.1.1). */
export function isWritableId(id: string): boolean {
  return /^[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(id);
}

/** A Date field at a moment, wall milliseconds. */
export function dateField(at: number): string {
  return `Date: ${mailDate(at)}`;
}

/** One line without what could end it or hide in it. */
function cleanLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}

// What looks like an encoded word would be decoded, and a word without spaces cannot be folded.
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes("=?") &&
    !/[^ ]{61}/.test(text);
}

function foldPlain(field: string): string {
  const lines: string[] = [];
  let rest = field;
  while (rest.length > longestLine) {
    const at = rest.lastIndexOf(" ", longestLine);
    // A fold must leave something visible on each line (RFC 5322 §2.2.3 and §4.2).
    if (rest.slice(0, at).trim() === "") break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...lines, rest].join("\r\n");
}

/** Encoded words on lines of their own, no character cut in two (RFC 2047 §5); the first stands behind `taken` characters. */
function encodedWords(text: string, taken: number): string {
  const words: string[] = [];
  let room = bytesIn(longestLine - taken - wordFrame);
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > room) {
      words.push(word);
      word = "";
      room = bytesIn(longestLine - 1 - wordFrame);
    }
    word += character;
  }
  return [...words, word]
    .map((it) => `=?UTF-8?B?${Buffer.from(it).toString("base64")}?=`)
    .join("\r\n ");
}

function bytesIn(base64Length: number): number {
  return Math.floor(base64Length / 4) * 3;
}
