// Commands and most alerts fit, and two thousand idle connections must not cost more.
const size = 4_096;
const most = 64;

/**
 * Buffers that connections read into, used again by the next connection: making one costs more than all else that a connection
 * begins with. A buffer has one user at a time.
 */
export class ReadBuffers {
  readonly #spare: Uint8Array[] = [];

  /** A buffer of 4 KB; what it holds means nothing. */
  take(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(size);
  }

  /** Gives a buffer back that nobody reads any more; one of another size is dropped. */
  giveBack(buffer: Uint8Array): void {
    if (buffer.length === size && this.#spare.length < most) {
      this.#spare.push(buffer);
    }
  }
}

/** The size of a buffer, in bytes. */
export const readBufferSize: number = size;
