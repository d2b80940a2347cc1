import { Buffer } from "node:buffer";

/** Characters of the longest line, without its end. RFC 2045 §6.7 (5). */
export const longestLine = 76;

/** One line of text in quoted-printable (RFC 2045 §6.7), with soft line breaks; no character is cut in two. */
export function quotedLine(line: string): string {
  let encoded = "";
  let column = 0;
  const characters = [...line];
  for (const [at, character] of characters.entries()) {
    const last = at === characters.length - 1;
    const hidden = at === 0 && line.startsWith("From ");
    const part = !hidden && isLiteral(character, last)
      ? character
      : escaped(character);
    // Room for the soft line break, so that no character is cut in two.
    if (column + part.length > longestLine - (last ? 0 : 1)) {
      encoded += "=\r\n";
      column = 0;
    }
    encoded += part;
    column += part.length;
  }
  return encoded;
}

// RFC 2045 §6.7 (3): white space at the end of a line may be lost on the way.
function isLiteral(character: string, last: boolean): boolean {
  return character === " " || character === "\t"
    ? !last
    : /^[!-<>-~]$/.test(character);
}

function escaped(character: string): string {
  return [...Buffer.from(character)]
    .map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}
