import {
  type MemoryPort,
  memoryPortPair,
  type SerialPort,
} from "../../src/modem/serial/mod.ts";

/**
 * A line whose near end is opened again and again while what is at its far end runs on and knows nothing of it: what it is still busy
 * with, it answers to whoever listens by then.
 */
export class LastingLine {
  /** Where the modem is. */
  readonly far: SerialPort;
  readonly #inner: MemoryPort;
  #outer: MemoryPort | undefined;

  constructor() {
    const [inner, far] = memoryPortPair();
    this.#inner = inner;
    this.far = far;
    this.#carry(inner, (bytes) => this.#outer?.write(bytes));
  }

  /** The near end anew. */
  open(): SerialPort {
    this.cut();
    const [near, outer] = memoryPortPair();
    this.#outer = outer;
    this.#carry(outer, (bytes) => this.#inner.write(bytes));
    return near;
  }

  /** Ends the present opening. */
  cut(): void {
    this.#outer?.unplug();
    this.#outer = undefined;
  }

  async #carry(
    from: SerialPort,
    write: (bytes: Uint8Array) => Promise<void> | undefined,
  ): Promise<void> {
    for (;;) {
      const read = await from.read();
      if (read.kind === "lost") return;
      // Nobody is there who would hear of a failure.
      write(read.bytes)?.catch(() => {});
    }
  }
}
