import { decodeUnlabelled } from "./charset.ts";

/** The fields of a header block that matter here, by lower-case name; of a repeated field, the first. */
export type Header = ReadonlyMap<HeaderField, string>;

/** A field whose value is kept, unfolded but not decoded. */
export type HeaderField =
  | "subject"
  | "from"
  | "content-type"
  | "content-transfer-encoding"
  | "content-disposition"
  | "message-id"
  | "in-reply-to"
  | "references"
  | "auto-submitted"
  | "precedence"
  | "x-cellpost"
  | "x-sms-priority"
  | "x-sms-send-at"
  | "x-sms-expire";

const kept: ReadonlySet<string> = new Set<HeaderField>([
  "subject",
  "from",
  "content-type",
  "content-transfer-encoding",
  "content-disposition",
  "message-id",
  "in-reply-to",
  "references",
  "auto-submitted",
  "precedence",
  "x-cellpost",
  "x-sms-priority",
  "x-sms-send-at",
  "x-sms-expire",
]);
// What tells a mail from a text that only looks like one, such as "ALARM: pump 3 stopped".
const mailField =
  /^(?:from|to|cc|subject|date|message-id|mime-version|content-.+|received|return-path|reply-to|sender|x-.+)$/;
// What mailbox files put before a mail, and some programs send (RFC 4155).
const mailboxLine = /^>?From /;
const fieldName = /^([!-9;-~]{1,76})[ \t]*:/;

// Beyond these a header block says nothing to a phone; they bound the work that a hostile one can cause.
const longestBlock = 64 * 1024;
const longestValue = 8 * 1024;

/** Gathers one header block, line by line. */
export class HeaderReader {
  readonly #fields = new Map<HeaderField, string>();
  #current: HeaderField | undefined;
  #size = 0;
  #receivedCount = 0;
  #holdsMailField = false;
  /** Whether the first line can begin a header block; undefined before it. */
  #beginsWell: boolean | undefined;

  /** The fields so far. */
  get header(): Header {
    return this.#fields;
  }

  /** How many Received fields there were, also beyond what is kept: one for each host on a mail's way. */
  get receivedCount(): number {
    return this.#receivedCount;
  }

  /** Whether it is a header block: its first line is a field, and any line one that only mails have. */
  get holdsMailField(): boolean {
    return this.#holdsMailField && this.#beginsWell === true;
  }

  /** Takes the next line, without its line end. */
  add(line: Uint8Array): void {
    if (isReceived(line)) this.#receivedCount++;
    this.#size += line.length + 2;
    if (this.#size > longestBlock || line.length > longestValue) return;
    if (line[0] === 0x20 || line[0] === 0x09) {
      this.#beginsWell ??= false;
      if (this.#current !== undefined) {
        this.#unfold(this.#current, decodeUnlabelled(line));
      }
      return;
    }
    this.#begin(decodeUnlabelled(line));
  }

  #begin(line: string): void {
    this.#current = undefined;
    const match = fieldName.exec(line);
    this.#beginsWell ??= match !== null || mailboxLine.test(line);
    const name = match?.[1]?.toLowerCase();
    if (match === null || name === undefined) return;
    this.#holdsMailField ||= mailField.test(name);
    if (!isKept(name) || this.#fields.has(name)) return;
    this.#fields.set(name, line.slice(match[0].length).trim());
    this.#current = name;
  }

  // RFC 5322 §2.2.3: unfolding drops the line end and keeps the white space behind it.
  #unfold(name: HeaderField, line: string): void {
    const value = this.#fields.get(name) ?? "";
    if (value.length + line.length <= longestValue) {
      this.#fields.set(name, value + line.trimEnd());
    }
  }
}

const received = new TextEncoder().encode("received");

// On bytes, so that the lines beyond the bounds need no decoding.
function isReceived(line: Uint8Array): boolean {
  let at = 0;
  while (at < received.length && ((line[at] ?? 0) | 0x20) === received[at]) {
    at++;
  }
  if (at < received.length) return false;
  while (line[at] === 0x20 || line[at] === 0x09) at++;
  return line[at] === 0x3a;
}

/** A field such as Content-Type: its value in lower case, and its parameters by lower-case name. RFC 2045 §5.1. */
export interface StructuredValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const parameter = /;\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g;

const absent: StructuredValue = { value: "", parameters: new Map() };

/** Reads a structured field; anything is readable. Parameters in sections (RFC 2231 §3) are joined, not decoded. */
export function readStructured(field: string | undefined): StructuredValue {
  if (field === undefined) return absent;
  const parameters = new Map<string, string>();
  for (const [, name = "", written = ""] of field.matchAll(parameter)) {
    const plainName = name.toLowerCase().replace(/\*\d*\*?$/, "");
    const isSection = /\*\d/.test(name);
    const value = (isSection ? parameters.get(plainName) ?? "" : "") +
      unquote(written);
    // Of a repeated parameter the first counts.
    if (isSection || !parameters.has(plainName)) {
      parameters.set(plainName, value);
    }
  }
  const [value = ""] = /^[^;(\s]*/.exec(field.trim()) ?? [];
  return { value: value.toLowerCase(), parameters };
}

function unquote(written: string): string {
  if (written.startsWith('"')) {
    return written.replaceAll(/^"|"$/g, "").replaceAll(/\\(.)/g, "$1");
  }
  return written.replace(/\s\(.*$/, "").trim();
}

function isKept(name: string): name is HeaderField {
  return kept.has(name);
}
