import type { RawMessage } from "../model/mod.ts";
import type { ByteShare } from "./byte_budget.ts";
import { type Loss, MessageBuffer } from "./message_buffer.ts";

const cr = 0x0d;
const lf = 0x0a;
const dot = 0x2e;
const crlf = Uint8Array.of(cr, lf);

/** How the bytes of a message are read. */
export interface MessageReaderOptions {
  /** "dot": up to the final dot, as behind DATA. "counted": as many as the caller gives, where a dot means nothing. */
  readonly framing: "dot" | "counted";
  /** The most bytes of a message that are kept. */
  readonly maxSize: number;
  /** Whether a bare LF counts as a line end, so that LF.LF ends the message too. */
  readonly lfEndsLines: boolean;
  /** Where the memory for it is taken from; whoever gets the message gives it back. */
  readonly room: ByteShare;
}

/** A message that has come to its end. */
export type ReadMessage =
  | {
    readonly kind: "message";
    readonly raw: RawMessage;
    /** Whether it held a CR or an LF that was not part of a CRLF; in `raw` they have become CRLF. */
    readonly bareLineEnds: boolean;
  }
  | { readonly kind: "messageTooBig" }
  /** Others hold all the memory there is for messages. */
  | { readonly kind: "messageWithoutRoom" };

/**
 * Where the reader stands: at the start of a line, behind the dot that opened it, behind that dot's CR, behind another
 * CR that ended a chunk, or anywhere else.
 */
type Place = "lineStart" | "dot" | "dotCr" | "cr" | "text";

/**
 * Finds the end of one message, which is CRLF.CRLF and nothing else (RFC 5321 §4.1.1.4; the CRLF of the DATA command
 * counts, so a message may be empty), removes the dot that stuffs a line (§4.5.2) and makes stray CR and LF line ends.
 */
export class MessageReader {
  readonly #buffer: MessageBuffer;
  readonly #dotEnds: boolean;
  readonly #lfEndsLines: boolean;
  #place: Place = "lineStart";
  #bareLineEnds = false;
  #tail = "\n";

  constructor(options: MessageReaderOptions) {
    this.#buffer = new MessageBuffer(options.maxSize, options.room);
    this.#dotEnds = options.framing === "dot";
    this.#lfEndsLines = options.lfEndsLines;
  }

  /**
   * Reads on in `chunk` from index `start`. Returns the index behind the message's end, or undefined when the whole
   * chunk belongs to the message and more must come.
   */
  read(chunk: Uint8Array, start: number): number | undefined {
    const end = this.#scan(chunk, start);
    if (end === undefined) this.#remember(chunk, start);
    return end;
  }

  /** Why nothing of it is kept any more; undefined while all is. */
  get loss(): Loss | undefined {
    return this.#buffer.loss;
  }

  /** What was read; to be called once, after `read` has found the end or all counted bytes are given. */
  finish(): ReadMessage {
    if (this.#place === "cr") this.#endBareLine();
    else if (this.#place === "text" && !this.#dotEnds) this.#endLine();
    const { loss } = this.#buffer;
    switch (loss) {
      case undefined: {
        const raw = this.#buffer.take();
        // Where bytes are counted, no line end can be taken for the end of the message: there is nothing to be strict about.
        const bareLineEnds = this.#bareLineEnds && this.#dotEnds;
        return { kind: "message", raw, bareLineEnds };
      }
      case "tooBig":
        return { kind: "messageTooBig" };
      case "noRoom":
        return { kind: "messageWithoutRoom" };
      default:
        return loss satisfies never;
    }
  }

  /** Whether the bytes so far end as a program would end its message that writes LF where CRLF is due. */
  get endsLikeLf(): boolean {
    return /\n\.\r?\n$/.test(this.#tail);
  }

  /**
   * The scan proper. `kept` is the start of the run of bytes that is clean and not yet copied: CRLF line ends do not
   * break a run, so a plain message is copied at one go. Each CR and each LF is searched for once.
   */
  #scan(chunk: Uint8Array, start: number): number | undefined {
    let at = start;
    let kept = start;
    let nextCr = -1;
    let nextLf = -1;
    while (at < chunk.length) {
      if (this.#place === "text") {
        if (nextCr < at) nextCr = indexOrEnd(chunk, cr, at);
        if (nextLf < at) nextLf = indexOrEnd(chunk, lf, at);
        if (nextLf === nextCr + 1 && nextLf < chunk.length) {
          at = nextLf + 1;
          this.#place = "lineStart";
          continue;
        }
        at = Math.min(nextCr, nextLf);
        this.#buffer.append(chunk, kept, at);
        kept = ++at;
        if (nextCr < nextLf) this.#place = "cr";
        else if (nextLf < chunk.length) this.#endLfLine();
      } else if (this.#place === "lineStart" && !this.#mayEnd(chunk[at])) {
        this.#place = "text";
      } else {
        const verdict = this.#judge(chunk[at]);
        if (verdict === "end") return at + 1;
        if (verdict === "drop") {
          this.#buffer.append(chunk, kept, at);
          kept = ++at;
        }
      }
    }
    this.#buffer.append(chunk, kept, chunk.length);
    return undefined;
  }

  /** What becomes of a byte at a place where the message may end: dropped, looked at again as text, or the last. */
  #judge(byte: number | undefined): "drop" | "text" | "end" {
    switch (this.#place) {
      case "lineStart":
        if (byte !== dot) return this.#asText();
        this.#place = "dot";
        return "drop";
      case "dot":
        if (byte === lf && this.#lfEndsLines) return "end";
        if (byte !== cr) return this.#asText();
        this.#place = "dotCr";
        return "drop";
      case "dotCr":
        if (byte === lf) return "end";
        this.#endBareLine();
        return "text";
      case "cr":
        if (byte === lf) return this.#endLine();
        this.#endBareLine();
        return "text";
      case "text":
        return "text";
      default:
        return this.#place satisfies never;
    }
  }

  #mayEnd(byte: number | undefined): boolean {
    return byte === dot && this.#dotEnds;
  }

  #asText(): "text" {
    this.#place = "text";
    return "text";
  }

  #endLine(): "drop" {
    this.#buffer.append(crlf, 0, 2);
    this.#place = "lineStart";
    return "drop";
  }

  #endBareLine(): void {
    this.#buffer.append(crlf, 0, 2);
    this.#bareLineEnds = true;
    this.#place = "text";
  }

  #endLfLine(): void {
    if (this.#lfEndsLines) this.#endLine();
    else this.#endBareLine();
  }

  #remember(chunk: Uint8Array, start: number): void {
    const last = chunk.subarray(Math.max(start, chunk.length - 4));
    this.#tail = (this.#tail + String.fromCharCode(...last)).slice(-4);
  }
}

function indexOrEnd(chunk: Uint8Array, byte: number, from: number): number {
  const index = chunk.indexOf(byte, from);
  return index < 0 ? chunk.length : index;
}
