import type { ByteShare } from "./byte_budget.ts";
import type { Chunk } from "./state.ts";
import { MessageReader, type ReadMessage } from "./message_reader.ts";

const lf = 0x0a;
const cr = 0x0d;
const nothing = new Uint8Array(0);
// UTF-8, because RFC 6531 lets commands carry it; what is none becomes U+FFFD, which no path may hold.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** One whole thing that a client said. */
export type SmtpLine =
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "commandTooLong" }
  /** As many bytes as BDAT announced, and more are to follow or nobody wanted them. */
  | { readonly kind: "chunk" }
  | ReadMessage;

interface DueChunk {
  left: number;
  readonly last: boolean;
  readonly message: MessageReader | undefined;
}

/** What a connection's reader must know. */
export interface LineReaderOptions {
  /** The longest command line in bytes, its line end included; at least 512. RFC 5321 §4.5.3.1.4. */
  readonly maxLine: number;
  /** The most bytes of a message that are kept. */
  readonly maxSize: number;
}

/**
 * Turns the bytes of one connection into command lines and messages, the same ones however the bytes were cut.
 *
 * The caller pulls: `push` a chunk, then call `next` until it returns undefined. Bytes that are not pulled wait, so a
 * pipelined command is framed only when the session knows whether a command or a message is due. A chunk may be
 * overwritten once `next` has returned undefined, and not before.
 */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #room: ByteShare;
  #chunk: Uint8Array = nothing;
  #at = 0;
  #partial: Uint8Array | undefined;
  #partialLength = 0;
  #message: MessageReader | undefined;
  #chunks: MessageReader | undefined;
  #due: DueChunk | undefined;

  /** `room`: where the memory for messages is taken from; whoever pulls a message gives it back. */
  constructor(options: LineReaderOptions, room: ByteShare) {
    this.#options = options;
    this.#room = room;
  }

  /** Gives the reader the next bytes; the ones before must have been pulled. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** Says that what follows is a message, up to its final dot. */
  startMessage(options: { readonly lfEndsLines: boolean }): void {
    const { maxSize } = this.#options;
    const room = this.#room;
    const framing = "dot";
    this.#message = new MessageReader({ maxSize, room, framing, ...options });
  }

  /** Says that a chunk of a message follows, whose bytes are added to those of the chunks before it. RFC 3030. */
  startChunk({ size: left, last }: Chunk): void {
    const { maxSize } = this.#options;
    this.#chunks ??= new MessageReader({
      maxSize,
      room: this.#room,
      framing: "counted",
      lfEndsLines: true,
    });
    this.#due = { left, last, message: this.#chunks };
  }

  /** Says that so many bytes follow that nobody wants. */
  skip(size: number): void {
    this.#due = { left: size, last: false, message: undefined };
  }

  /** Whether chunks of a message are kept whose last one has not come. */
  get hasChunks(): boolean {
    return this.#chunks !== undefined;
  }

  /** Forgets them. */
  dropChunks(): void {
    this.#chunks = undefined;
    this.#room.giveBack();
  }

  /**
   * The next whole line or message, or undefined when more bytes must come first. `maxLine`: the longest line, where it is no
   * command.
   */
  next(maxLine: number = this.#options.maxLine): SmtpLine | undefined {
    // A chunk may be of no length.
    if (this.#due) return this.#nextChunk(this.#due);
    if (!this.hasMore) return undefined;
    return this.#message
      ? this.#nextMessage(this.#message)
      : this.#nextCommand(maxLine);
  }

  /** Forgets all that was not pulled. */
  discard(): void {
    this.push(nothing);
    this.#forget();
    this.dropChunks();
  }

  /** Whether bytes wait behind what was pulled last. */
  get hasMore(): boolean {
    return this.#at < this.#chunk.length;
  }

  /** Whether an unfinished message looks as if its sender had ended it with LF.LF. */
  get endsLikeLf(): boolean {
    return this.#message?.endsLikeLf ?? false;
  }

  #nextMessage(message: MessageReader): SmtpLine | undefined {
    const end = message.read(this.#chunk, this.#at);
    this.#at = end ?? this.#chunk.length;
    if (end === undefined) return undefined;
    this.#message = undefined;
    return message.finish();
  }

  #nextChunk(due: DueChunk): SmtpLine | undefined {
    const { message, last } = due;
    const start = this.#at;
    this.#at = Math.min(this.#chunk.length, start + due.left);
    due.left -= this.#at - start;
    message?.read(this.#chunk.subarray(0, this.#at), start);
    if (due.left > 0) return undefined;
    this.#due = undefined;
    if (!message || !last && !message.loss) return { kind: "chunk" };
    this.#chunks = undefined;
    return message.finish();
  }

  #nextCommand(maxLine: number): SmtpLine | undefined {
    const start = this.#at;
    const end = this.#chunk.indexOf(lf, start);
    if (end < 0) {
      this.#at = this.#chunk.length;
      this.#keep(this.#chunk.subarray(start), maxLine);
      return undefined;
    }
    this.#at = end + 1;
    const length = this.#partialLength + end + 1 - start;
    if (length > maxLine) {
      this.#forget();
      return { kind: "commandTooLong" };
    }
    return { kind: "command", text: this.#decode(start, end) };
  }

  #decode(start: number, end: number): string {
    if (this.#partial === undefined) return textOf(this.#chunk, start, end);
    this.#keep(this.#chunk.subarray(start, end), Infinity);
    const text = textOf(this.#partial, 0, this.#partialLength);
    this.#forget();
    return text;
  }

  // Of a line that is too long only its length is kept, to know that it was.
  #keep(bytes: Uint8Array, maxLine: number): void {
    const length = this.#partialLength + bytes.length;
    if (length <= maxLine) {
      this.#partial = grown(this.#partial, length);
      this.#partial.set(bytes, this.#partialLength);
    } else this.#partial = nothing;
    this.#partialLength = length;
  }

  #forget(): void {
    this.#partial = undefined;
    this.#partialLength = 0;
  }
}

// A client that dawdles inside a line must not hold the memory of the longest one; doubling keeps the copying linear.
function grown(partial: Uint8Array | undefined, needed: number): Uint8Array {
  const bytes = partial ?? nothing;
  if (needed <= bytes.length) return bytes;
  const more = new Uint8Array(Math.max(128, needed, 2 * bytes.length));
  more.set(bytes);
  return more;
}

/** The line that stands there, without a CR at its end. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const hasCr = end > start && bytes[end - 1] === cr;
  return decoder.decode(bytes.subarray(start, hasCr ? end - 1 : end));
}
