import type { Clock } from "../model/mod.ts";
import { CuttableWrite } from "./cuttable_write.ts";
import { type ReadProxyHeader, readProxyHeader } from "./proxy_reader.ts";
import { type ReadBuffers, readBufferSize } from "./read_buffers.ts";
import type { WireReply } from "./reply.ts";
import type { SmtpSocket } from "./smtp_socket.ts";

const largeBuffer = 65_536;
// How long a proxy may take for its header, which it sends before all else.
const proxyHeaderMs = 5_000;

const encoder = new TextEncoder();

/** The bytes of one connection: its socket, whose place one that speaks TLS may take, and the buffer it is read into. */
export class ClientWire {
  readonly #buffers: ReadBuffers;
  readonly #writing = new CuttableWrite();
  #socket: SmtpSocket;
  #buffer: Uint8Array;
  #reading = false;
  #closed = false;
  #ahead: Promise<number | null> | undefined;

  constructor(socket: SmtpSocket, buffers: ReadBuffers) {
    this.#socket = socket;
    this.#buffers = buffers;
    this.#buffer = buffers.take();
  }

  /** Whether the client is waited for. */
  get isReading(): boolean {
    return this.#reading;
  }

  /** Whether this side has closed. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Waits for bytes; null when there will be none. They are good until the next call. `bulk`: whether they are a message's, of
   * which more may come at a time.
   */
  read(bulk: boolean): Promise<Uint8Array | null> {
    // Between mails thousands may be idle, each with its buffer.
    if (!bulk && this.#buffer.length > readBufferSize) {
      this.#buffer = this.#buffers.take();
    }
    this.#reading = true;
    // One promise for all of it, as for a write.
    return (this.#ahead ?? this.#socket.read(this.#buffer)).then(
      (count) => this.#take(count, bulk),
      // Reset by the client or closed by us: nothing that was left unfinished had been promised.
      () => this.#take(null, bulk),
    );
  }

  #take(count: number | null, bulk: boolean): Uint8Array | null {
    this.#ahead = undefined;
    this.#reading = false;
    if (count === null) return null;
    const bytes = this.#buffer.subarray(0, count);
    if (bulk) this.#resizeBuffer(count);
    return bytes;
  }

  /** Writes a reply, in one piece as far as the system lets it; false when the client is gone. */
  write({ text, bytes }: WireReply): Promise<boolean> {
    return this.#writing.write(this.#socket, bytes ?? encoder.encode(text));
  }

  /** See `SmtpSocket`. */
  setNoDelay(): void {
    try {
      this.#socket.setNoDelay();
    } catch {
      // The client has gone: the next read or write will tell.
    }
  }

  /** Waits for so long whether the client says something, which the next `read` gets. */
  async listen(
    { delayMs, clock }: { readonly delayMs: number; readonly clock: Clock },
  ): Promise<"silent" | "talking" | "gone"> {
    const over = Promise.withResolvers<"silent">();
    const timer = clock.after(delayMs, () => over.resolve("silent"));
    this.#reading = true;
    this.#ahead = this.#socket.read(this.#buffer).catch(() => null);
    const first = await Promise.race([this.#ahead, over.promise]);
    this.#reading = false;
    timer.cancel();
    if (first === "silent") return first;
    return first === null ? "gone" : "talking";
  }

  /** Reads what a proxy says first. Rejects when it does not come in time, or the connection breaks. */
  async proxyHeader(clock: Clock): Promise<ReadProxyHeader> {
    const timer = clock.after(proxyHeaderMs, () => this.close());
    try {
      return await readProxyHeader(this.#socket);
    } finally {
      timer.cancel();
    }
  }

  /** Goes on with another socket that has taken this one over. Rejects when there is none. */
  async replace(next: () => Promise<SmtpSocket>): Promise<void> {
    this.#socket = await next();
    if (!this.#closed) return;
    // It was made while this side closed, and has not heard of it.
    this.close();
    throw new Deno.errors.Interrupted("Closed meanwhile");
  }

  /** Cuts the connection; may be called again. */
  close(): void {
    this.#closed = true;
    try {
      this.#socket.close();
    } catch (error) {
      // It was closed before.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    this.#writing.cut();
  }

  /** Closes, and gives the buffer back if nobody can write into it any more. */
  end(): void {
    this.close();
    if (!this.#reading && !this.#ahead) this.#buffers.giveBack(this.#buffer);
  }

  // A read that fills the buffer tells of more to come.
  #resizeBuffer(count: number): void {
    const wanted = count === this.#buffer.length
      ? largeBuffer
      : count < readBufferSize
      ? readBufferSize
      : this.#buffer.length;
    if (wanted !== this.#buffer.length) this.#buffer = new Uint8Array(wanted);
  }
}
