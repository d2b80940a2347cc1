import { Buffer } from "node:buffer";

/** A text as the body of a mail: its MIME fields, and lines of ASCII that end in CRLF. */
export interface MailBody {
  readonly fields: readonly string[];
  readonly body: string;
}

const longestLine = 76;

/** Encodes a text whose lines end in LF: as it is where it is short ASCII, else whichever encoding takes less. RFC 2045 §6. */
export function encodeBody(text: string): MailBody {
  const clean = cleanLines(text);
  const lines = clean.split("\n");
  if (lines.every(isPlain)) {
    return made(
      "us-ascii",
      "7bit",
      lines.map((line) => `${line}\r\n`).join(""),
    );
  }
  const quoted = lines.map((line) => `${quotedPrintable(line)}\r\n`).join("");
  const base64 = inBase64(`${lines.join("\r\n")}\r\n`);
  return base64.length < quoted.length
    ? made("utf-8", "base64", base64)
    : made("utf-8", "quoted-printable", quoted);
}

function made(charset: string, encoding: string, body: string): MailBody {
  return {
    fields: [
      "MIME-Version: 1.0",
      `Content-Type: text/plain; charset=${charset}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body,
  };
}

/** Anybody can send an SMS: controls but tabs and line ends are shown by their pictures, and lone surrogates as what they are. */
function cleanLines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n").replaceAll(
    /(?![\t\n\x7f-\x9f])\p{Cc}/gu,
    (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)),
  ).replaceAll(/[\x7f-\x9f]/g, "\ufffd").toWellFormed();
}

// Mailbox files take "From " at the start of a line for the next mail.
function isPlain(line: string): boolean {
  return line.length <= longestLine && /^[\t\x20-\x7e]*$/.test(line) &&
      !line.startsWith("From ") && !/[\t ]$/.test(line) ||
    line === "-- ";
}

function quotedPrintable(line: string): string {
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

function inBase64(text: string): string {
  const all = Buffer.from(text).toString("base64");
  return all.replaceAll(/.{1,76}/g, "$&\r\n");
}
