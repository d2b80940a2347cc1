import { ByteBudget } from "../../src/smtp/byte_budget.ts";
import { Connection } from "../../src/smtp/connection.ts";
import { ReadBuffers } from "../../src/smtp/read_buffers.ts";
import type { SmtpSocket } from "../../src/smtp/smtp_socket.ts";
import { joined, textOf } from "./bytes.ts";
import { type Ending, limits, Notes, type Transcript } from "./gateway.ts";

/** Line reader, command parser and session without a network: what goes in is all there at once. */
export class MemoryGateway {
  readonly #budget = new ByteBudget(limits.maxBuffered);
  readonly #buffers = new ReadBuffers();
  #count = 0;

  /** Bytes of messages that nobody has given back; 0 between sessions, or memory leaks. */
  get held(): number {
    return limits.maxBuffered - this.#budget.free;
  }

  /** Leads one session to its end. */
  async play(
    pieces: readonly Uint8Array[],
    ending: Ending,
  ): Promise<Transcript> {
    const notes = new Notes();
    const socket = new MemorySocket(pieces, ending);
    const connection = new Connection(
      socket,
      { number: ++this.#count, address: "10.0.0.7" },
      { ...notes.options(), budget: this.#budget, buffers: this.#buffers },
    );
    try {
      await connection.run(() => ({ kind: "connected" }));
    } catch (error) {
      notes.errors.push(error);
    }
    return notes.transcript(textOf(joined(socket.written)));
  }
}

class MemorySocket implements SmtpSocket {
  readonly written: Uint8Array[] = [];
  readonly #pieces: readonly Uint8Array[];
  #next = 0;
  #rest: Uint8Array | undefined;
  readonly #ending: Ending;
  #closed = false;

  constructor(pieces: readonly Uint8Array[], ending: Ending) {
    this.#pieces = pieces;
    this.#ending = ending;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    if (this.#closed) return Promise.reject(new Deno.errors.BadResource());
    const piece = this.#rest ?? this.#pieces[this.#next++];
    if (piece !== undefined) {
      const count = Math.min(piece.length, buffer.length);
      buffer.set(piece.subarray(0, count));
      const more = count < piece.length;
      this.#rest = more ? piece.subarray(count) : undefined;
      return Promise.resolve(count);
    }
    return this.#ending === "fin"
      ? Promise.resolve(null)
      : Promise.reject(new Deno.errors.ConnectionReset());
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.#closed) return Promise.reject(new Deno.errors.BadResource());
    this.written.push(bytes.slice());
    return Promise.resolve(bytes.length);
  }

  setNoDelay(): void {}

  close(): void {
    if (this.#closed) throw new Deno.errors.BadResource();
    this.#closed = true;
  }
}
