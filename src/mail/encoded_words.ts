import { Buffer } from "node:buffer";
import { decodeWords } from "postal-mime";
import { decodeCharset, isCommonCharset } from "./charset.ts";

const encodedWord = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([QqBb]\?[^?]*)\?=/g;

/**
 * Decodes the encoded words (RFC 2047) of an unfolded field. What is malformed stays as it is; a charset that the
 * runtime lacks is read as `decodeCharset` reads it.
 */
export async function decodeHeaderText(value: string): Promise<string> {
  if (!value.includes("=?")) return value;
  let common = "";
  let end = 0;
  for (const word of value.matchAll(encodedWord)) {
    const [whole, charset = "", encoded = ""] = word;
    if (isCommonCharset(charset)) continue;
    common += value.slice(end, word.index) + await asUtf8Word(charset, encoded);
    end = word.index + whole.length;
  }
  return decodeWords(common + value.slice(end));
}

// It stays an encoded word, so that the rule about the space between two of them still applies.
async function asUtf8Word(charset: string, encoded: string): Promise<string> {
  // The one charset that maps bytes to characters and back: 80 to FF become U+F780 to U+F7FF.
  const characters = decodeWords(`=?x-user-defined?${encoded}?=`);
  const bytes = Uint8Array.from(
    characters,
    (character) => character.charCodeAt(0) & 0xff,
  );
  const text = await decodeCharset(bytes, charset);
  return `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
}
