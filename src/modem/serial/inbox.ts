import type { PortRead } from "./port.ts";

/** How much a port takes in before it makes the device wait, in bytes. */
export const inboxBound = 64 * 1024;

/** Received bytes on their way to the reader, and after them word of the loss. */
export class Inbox {
  #chunks: Uint8Array[] = [];
  #size = 0;
  #reader: ((read: PortRead) => void) | undefined;
  #end: string | undefined;

  /** How many bytes still fit; what comes beyond is kept all the same. */
  get room(): number {
    return Math.max(0, inboxBound - this.#size);
  }

  /** Takes over `bytes`, which the caller must not use again. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#end !== undefined) return;
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      return reader({ kind: "data", bytes });
    }
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  /** As `SerialPort.read`. */
  read(): Promise<PortRead> {
    if (this.#reader !== undefined) {
      return Promise.reject(
        new Error("A read of this port is pending already"),
      );
    }
    if (this.#size > 0) {
      return Promise.resolve({ kind: "data", bytes: this.#takeAll() });
    }
    if (this.#end !== undefined) {
      return Promise.resolve({ kind: "lost", reason: this.#end });
    }
    return new Promise((resolve) => this.#reader = resolve);
  }

  /** Drops what waits to be read. */
  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }

  /** After the bytes that wait, every read says `lost`. The first reason stays. */
  end(reason: string): void {
    this.#end ??= reason;
    this.#reader?.({ kind: "lost", reason: this.#end });
    this.#reader = undefined;
  }

  #takeAll(): Uint8Array {
    const chunks = this.#chunks;
    const size = this.#size;
    this.clear();
    const [first] = chunks;
    if (first !== undefined && chunks.length === 1) return first;
    const all = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }
}
