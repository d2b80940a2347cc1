import type { SmtpSocket } from "../../src/smtp/smtp_socket.ts";
import { settle } from "./manual_clock.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The server's end of a TCP connection whose far end is a test. */
export class FakeSocket implements SmtpSocket {
  /** What was written, one entry a write. */
  readonly writes: string[] = [];
  /** The size of the buffer that the last read offered. */
  offered = 0;
  /** How often replies were asked to go out at once. */
  noDelays = 0;
  #inbox: (Uint8Array | null)[] = [];
  #reader: ((piece: Uint8Array | null) => void) | undefined;
  #broken: ((error: Error) => void)[] = [];
  #closed = false;
  #window: "open" | "full" | "reset" = "open";
  #takes = Infinity;
  #resumed = Promise.withResolvers<void>();

  get closed(): boolean {
    return this.#closed;
  }

  /** Takes no bytes any more: its window is full. */
  stall(): void {
    this.#window = "full";
  }

  /** Takes bytes again. */
  resume(): void {
    this.#window = "open";
    this.#resumed.resolve();
    this.#resumed = Promise.withResolvers();
  }

  /** From now on takes at most so many bytes a write. */
  takeAtMost(bytes: number): void {
    this.#takes = bytes;
  }

  /** Sends to the server, waits until it has had its say, and returns that. */
  async send(text: string | Uint8Array): Promise<string> {
    const already = this.writes.length;
    this.#deliver(typeof text === "string" ? encoder.encode(text) : text);
    await settle();
    return this.writes.slice(already).join("");
  }

  /** Sends no more, as a client that has left. */
  async leave(): Promise<void> {
    this.#deliver(null);
    await settle();
  }

  /** Fails under the server's hands, as after a reset. */
  async reset(): Promise<void> {
    this.#window = "reset";
    this.#fail(new Deno.errors.ConnectionReset("Reset by the test"));
    await settle();
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    if (this.#closed) throw new Deno.errors.BadResource("Closed");
    this.offered = buffer.length;
    const piece = this.#inbox.shift() ?? await this.#next();
    if (piece === null || piece.length === 0) return null;
    const count = Math.min(piece.length, buffer.length);
    buffer.set(piece.subarray(0, count));
    if (count < piece.length) this.#inbox.unshift(piece.subarray(count));
    return count;
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (this.#closed) throw new Deno.errors.BadResource("Closed");
    if (this.#window === "reset") throw new Deno.errors.BrokenPipe("Reset");
    if (this.#window === "full") {
      await Promise.race([this.#resumed.promise, this.#never()]);
    }
    const taken = bytes.subarray(0, this.#takes);
    this.writes.push(decoder.decode(taken));
    return taken.length;
  }

  setNoDelay(): void {
    if (this.#closed) throw new Deno.errors.BadResource("Closed");
    this.noDelays++;
  }

  close(): void {
    if (this.#closed) throw new Deno.errors.BadResource("Closed twice");
    this.#closed = true;
    this.#fail(new Deno.errors.Interrupted("Closed"));
  }

  #deliver(piece: Uint8Array | null): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) reader(piece);
    else this.#inbox.push(piece ?? new Uint8Array(0));
  }

  #next(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      this.#reader = resolve;
      this.#broken.push(reject);
    });
  }

  #never(): Promise<never> {
    return new Promise((_, reject) => this.#broken.push(reject));
  }

  #fail(error: Error): void {
    for (const reject of this.#broken.splice(0)) reject(error);
  }
}
