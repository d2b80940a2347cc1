// Below this a loop is quicker than a call of `set` with a new view.
const shortRun = 16;

/** Collects one message's bytes up to a limit; past it, it forgets all and only remembers that there were too many. */
export class MessageBuffer {
  readonly #limit: number;
  #bytes = new Uint8Array(0);
  #length = 0;
  #overflowed = false;

  /** `limit`: the most bytes to keep. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether more than the limit came. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Adds a copy of `source` from index `from` up to but not including `to`. */
  append(source: Uint8Array, from: number, to: number): void {
    const count = to - from;
    if (count <= 0 || !this.#reserve(count)) return;
    if (count < shortRun) {
      for (let i = 0; i < count; i++) {
        this.#bytes[this.#length + i] = source[from + i] ?? 0;
      }
    } else {
      this.#bytes.set(source.subarray(from, to), this.#length);
    }
    this.#length += count;
  }

  /** What was collected; the buffer must not be used again. */
  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): boolean {
    if (this.#overflowed) return false;
    const needed = this.#length + count;
    if (needed > this.#limit) {
      this.#overflowed = true;
      this.#bytes = new Uint8Array(0);
      this.#length = 0;
      return false;
    }
    if (needed > this.#bytes.length) this.#grow(needed);
    return true;
  }

  // Doubling keeps the copying linear; the first piece gets its exact size, since most mails arrive in one.
  #grow(needed: number): void {
    const doubled = Math.min(2 * this.#bytes.length, this.#limit);
    const grown = new Uint8Array(Math.max(needed, doubled));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
