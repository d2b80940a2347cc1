import type { Refusal } from "../model/mod.ts";

/** One answer to the client. RFC 5321 §4.2. */
export interface SmtpReply {
  readonly code: number;
  /** RFC 3463; absent where RFC 2034 §4 forbids it: greeting, answers to HELO and EHLO, 3xx. */
  readonly enhanced?: string;
  /** One line of text each; at least one. */
  readonly lines: readonly string[];
}

const wireForm = /^([2-5][0-9]{2}) (?:([245](?:\.[0-9]{1,3}){2}) )?(.*)$/s;

// RFC 5321 §4.5.3.1.5 gives a line 512 octets; code, status and CRLF take at most 16, relays put some words in front.
const maxTextLength = 480;

/** Makes a reply of one line from its wire form, such as `250 2.1.0 Sender noted`, without the line end. */
export function reply(line: string): SmtpReply {
  const [, code, enhanced, text = ""] = wireForm.exec(line) ?? [];
  return enhanced === undefined
    ? { code: Number(code), lines: [text] }
    : { code: Number(code), enhanced, lines: [text] };
}

/** A reply as it goes over the wire; its bytes where they are at hand. */
export interface WireReply {
  readonly text: string;
  readonly bytes?: Uint8Array;
}

// A mail has seven replies, and but for its id they are the same for each. Numbers and names of recipients count among them, so there
// must be an end.
const mostStanding = 500;
const standing = new Map<string, SmtpReply>();
const standingWires = new WeakMap<SmtpReply, Required<WireReply>>();
const encoder = new TextEncoder();

/** As `reply`, for what is said again and again: it is read, rendered and encoded once. */
export function standingReply(line: string): SmtpReply {
  const known = standing.get(line);
  if (known !== undefined) return known;
  const fresh = reply(line);
  if (standing.size < mostStanding) {
    standing.set(line, fresh);
    const text = renderReply(fresh);
    standingWires.set(fresh, { text, bytes: encoder.encode(text) });
  }
  return fresh;
}

/** What goes over the wire for a reply: see `renderReply`. Nobody may write into its bytes. */
export function wireReply(reply: SmtpReply): WireReply {
  return standingWires.get(reply) ?? { text: renderReply(reply) };
}

/** The reply that tells a refusal to the client. */
export function replyOf(refusal: Refusal): SmtpReply {
  const { code, enhanced, text } = refusal;
  return { code, enhanced, lines: [text] };
}

/** Writes a reply as it goes over the wire: printable ASCII in lines below 512 bytes, each ended by CRLF. */
export function renderReply({ code, enhanced, lines }: SmtpReply): string {
  const status = enhanced === undefined ? "" : `${enhanced} `;
  const folded = lines.length === 1
    ? fold(lines[0] ?? "")
    : lines.flatMap(fold);
  const last = folded.length - 1;
  let text = "";
  for (const [index, line] of folded.entries()) {
    text += `${code}${index === last ? " " : "-"}${status}${line}\r\n`;
  }
  return text;
}

/** Makes text safe to show: whatever is not printable ASCII becomes a question mark, and so nobody injects a line. */
export function printable(text: string): string {
  return text.replace(/[^ -~]/gu, "?");
}

function fold(line: string): readonly string[] {
  let rest = printable(line);
  const folded: string[] = [];
  while (rest.length > maxTextLength) {
    const space = rest.lastIndexOf(" ", maxTextLength);
    const end = space > 0 ? space : maxTextLength;
    folded.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  folded.push(rest);
  return folded;
}
