/** One message between the machine and the Windows inside of it: a letter, a length, and bytes. */
export interface Frame {
  /**
   * Asked: `O` make a modem at COM `bytes`, `R` read, `W` write, `F` flush, `X` unplug. Answered: the same letter when it is done,
   * `L` with the reason when the line is lost.
   */
  readonly kind: string;
  readonly bytes: Uint8Array;
}

const headerSize = 5;

/** Sends and receives frames over a connection. */
export class FramedConn implements Disposable {
  readonly #conn: Deno.Conn;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }

  /** Sends one frame after those before it. */
  send(kind: string, bytes: Uint8Array = new Uint8Array()): Promise<void> {
    const frame = new Uint8Array(headerSize + bytes.length);
    frame[0] = kind.charCodeAt(0);
    new DataView(frame.buffer).setUint32(1, bytes.length);
    frame.set(bytes, headerSize);
    const sent = this.#sending.then(() => this.#sendAll(frame));
    this.#sending = sent.catch(() => undefined);
    return sent;
  }

  /** The next frame, undefined after the last. */
  async receive(): Promise<Frame | undefined> {
    const header = await this.#read(headerSize);
    if (header === undefined) return undefined;
    const length = new DataView(header.buffer).getUint32(1);
    const bytes = await this.#read(length);
    if (bytes === undefined) return undefined;
    return { kind: String.fromCharCode(header[0] ?? 0), bytes };
  }

  async #sendAll(frame: Uint8Array): Promise<void> {
    for (let at = 0; at < frame.length;) {
      at += await this.#conn.write(frame.subarray(at));
    }
  }

  async #read(count: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const read = await this.#conn.read(bytes.subarray(at))
        .catch(() => null);
      if (read === null) return undefined;
      at += read;
    }
    return bytes;
  }
}
