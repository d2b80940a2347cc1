/** Memory of which Windows is told the addresses: strings, and structures that point at them. */
export class LentMemory {
  readonly #blocks: Uint8Array<ArrayBuffer>[] = [];

  /** Zeroed memory that stays where it is. */
  block(size: number): Uint8Array<ArrayBuffer> {
    // A buffer of its own: the bytes of a short array may lie inside of an object, which V8 moves.
    const block = new Uint8Array(new ArrayBuffer(size));
    this.#blocks.push(block);
    return block;
  }

  /** A text with its end mark, by its address. */
  text(text: string): bigint {
    return this.texts([text], "");
  }

  /** Texts one after the other, each with its end mark, and `end` behind the last; by their address. */
  texts(texts: readonly string[], end = "\0"): bigint {
    return this.address(
      this.#wide(texts.map((it) => `${it}\0`).join("") + end),
    );
  }

  /** Where a block lies. */
  address(block: Uint8Array<ArrayBuffer>): bigint {
    return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(block)));
  }

  /** Says that all of it was needed up to here, or V8 might take it away before. */
  keep(): number {
    return this.#blocks.length;
  }

  #wide(text: string): Uint8Array<ArrayBuffer> {
    const block = this.block(2 * text.length);
    const view = new DataView(block.buffer);
    for (let at = 0; at < text.length; at++) {
      view.setUint16(2 * at, text.charCodeAt(at), true);
    }
    return block;
  }
}

/** Lends memory for a call or several. */
export function lending<T>(use: (memory: LentMemory) => T): T {
  const memory = new LentMemory();
  try {
    return use(memory);
  } finally {
    memory.keep();
  }
}

/** The text that an address in a block points to, which lies in the same block; "" for none. */
export function textBehind(
  block: Uint8Array<ArrayBuffer>,
  offset: number,
): string {
  const address = new DataView(block.buffer).getBigUint64(offset, true);
  const start = BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(block)));
  const at = Number(address - start);
  if (address === 0n || at < 0 || at >= block.length) return "";
  const units = block.subarray(at, block.length - (block.length - at) % 2);
  return new TextDecoder("utf-16le").decode(units).replace(/\0.*$/s, "");
}
