import type { RawMessage } from "../model/mod.ts";

/** Where a part ends: a line that belongs to an open multipart, or the end of the message. */
export interface Delimiter {
  /** Which of the open multiparts it belongs to, counted from the outermost; -1 at the end of the message. */
  readonly level: number;
  /** Whether that multipart ends here. */
  readonly closing: boolean;
  /** Where its line begins. */
  readonly start: number;
}

// Work between two pauses: 256 KB of the shortest possible lines take about 10 ms.
const bytesBetweenPauses = 256 * 1024;
const lf = 0x0a;
const cr = 0x0d;
const dash = 0x2d;

/** Walks a message line by line and knows which boundaries are open. RFC 2046 §5.1. */
export class MimeScanner {
  readonly #raw: RawMessage;
  readonly #boundaries: Uint8Array[] = [];
  #at = 0;
  #pausedAt = 0;

  constructor(raw: RawMessage) {
    this.#raw = raw;
  }

  /** Where the next line begins. */
  get at(): number {
    return this.#at;
  }

  /** Opens a multipart and returns its level. */
  open(boundary: string): number {
    return this.#boundaries.push(new TextEncoder().encode(boundary)) - 1;
  }

  /** Closes a multipart and all inside it. */
  close(level: number): void {
    this.#boundaries.length = level;
  }

  /** Gives up on the rest of the message. */
  skipAll(): void {
    this.#at = this.#raw.length;
  }

  /** Reads a line, without its line end. */
  readLine(): Uint8Array {
    const start = this.#at;
    this.#passLine();
    return this.window(start, this.#at);
  }

  /** Passes an empty line, if there is one. */
  passEmptyLine(): boolean {
    const length = lineEndLength(this.#raw, this.#at);
    this.#at += length;
    return length > 0;
  }

  /** Whether the next line would end a part. */
  atDelimiter(): boolean {
    return this.#at >= this.#raw.length || this.#match(this.#at) !== undefined;
  }

  /** Goes to the next delimiter and stays before it. Yields on the way where others should get a turn. */
  *toDelimiter(): Generator<void, Delimiter> {
    if (this.#boundaries.length === 0) this.skipAll();
    while (this.#at < this.#raw.length) {
      const found = this.#match(this.#at);
      if (found !== undefined) return found;
      this.#passLine();
      if (this.mayPause()) yield;
    }
    return { level: -1, closing: true, start: this.#raw.length };
  }

  /** Whether so much was read since the last time that others should get a turn. */
  mayPause(): boolean {
    if (this.#at - this.#pausedAt < bytesBetweenPauses) return false;
    this.#pausedAt = this.#at;
    return true;
  }

  /**
   * The bytes between two places, without the line end before the second: in front of a delimiter it belongs to that.
   */
  window(start: number, end: number): Uint8Array {
    let last = end;
    if (this.#raw[last - 1] === lf) last -= this.#raw[last - 2] === cr ? 2 : 1;
    return this.#raw.subarray(start, Math.max(start, last));
  }

  #passLine(): void {
    const end = this.#raw.indexOf(lf, this.#at);
    this.#at = end < 0 ? this.#raw.length : end + 1;
  }

  #match(start: number): Delimiter | undefined {
    if (this.#raw[start] !== dash || this.#raw[start + 1] !== dash) {
      return undefined;
    }
    // The innermost first: some mailers use one boundary twice.
    for (let level = this.#boundaries.length - 1; level >= 0; level--) {
      const boundary = this.#boundaries[level];
      if (
        boundary === undefined || !startsWith(this.#raw, start + 2, boundary)
      ) continue;
      const end = start + 2 + boundary.length;
      const closing = this.#raw[end] === dash && this.#raw[end + 1] === dash;
      if (isLineEnd(this.#raw, closing ? end + 2 : end)) {
        return { level, closing, start };
      }
    }
    return undefined;
  }
}

function startsWith(
  raw: RawMessage,
  start: number,
  prefix: Uint8Array,
): boolean {
  let at = 0;
  while (at < prefix.length && raw[start + at] === prefix[at]) at++;
  return at === prefix.length;
}

// RFC 2046 §5.1.1 allows white space behind a boundary.
function isLineEnd(raw: RawMessage, start: number): boolean {
  let at = start;
  while (raw[at] === 0x20 || raw[at] === 0x09) at++;
  return at >= raw.length || lineEndLength(raw, at) > 0;
}

function lineEndLength(raw: RawMessage, at: number): number {
  if (raw[at] === lf) return 1;
  return raw[at] === cr && raw[at + 1] === lf ? 2 : 0;
}
