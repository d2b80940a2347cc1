import { Buffer } from "node:buffer";
import { longestLine, quotedLine } from "./quoted_printable.ts";

/** A text as the body of a mail: its MIME fields, and lines of ASCII that end in CRLF. */
export interface MailBody {
  readonly fields: readonly string[];
  readonly body: string;
}

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
  const quoted = lines.map((line) => `${quotedLine(line)}\r\n`).join("");
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

function inBase64(text: string): string {
  const all = Buffer.from(text).toString("base64");
  return all.replaceAll(/.{1,76}/g, "$&\r\n");
}
