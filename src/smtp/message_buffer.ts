import type { ByteShare } from "./byte_budget.ts";

// Below this a loop is quicker than a call of `set` with a new view.
const shortRun = 16;

/** Why a message's bytes were not kept: there were too many, or others hold all the memory there is for messages. */
export type Loss = "tooBig" | "noRoom";

/** Collects one message's bytes as far as limit and room go; past that, it forgets all and only remembers why. */
export class MessageBuffer {
  readonly #limit: number;
  readonly #room: ByteShare;
  #bytes = new Uint8Array(0);
  #length = 0;
  #loss: Loss | undefined;

  /**
   * `limit`: the most bytes to keep. `room`: where the memory is taken from; to be given back by its owner once the
   * message is no longer held, which only a loss does before.
   */
  constructor(limit: number, room: ByteShare) {
    this.#limit = limit;
    this.#room = room;
  }

  /** Why nothing is kept any more; undefined while all is. */
  get loss(): Loss | undefined {
    return this.#loss;
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
    if (this.#loss) return false;
    const needed = this.#length + count;
    if (needed > this.#limit) return this.#lose("tooBig");
    if (needed <= this.#bytes.length) return true;
    return this.#grow(needed) || this.#lose("noRoom");
  }

  #lose(loss: Loss): false {
    this.#loss = loss;
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
    this.#room.giveBack();
    return false;
  }

  // Doubling keeps the copying linear; the first piece gets its exact size, since most mails arrive in one.
  #grow(needed: number): boolean {
    const held = this.#bytes.length;
    const size = Math.max(needed, Math.min(2 * held, this.#limit));
    if (!this.#room.take(size - held)) return false;
    const grown = new Uint8Array(size);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    return true;
  }
}
