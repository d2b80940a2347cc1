import type { PortRead, SerialPort } from "../../src/modem/serial/mod.ts";

/** How a port is made awkward. */
export interface ChoppedPortOptions {
  /** A read brings at most so many bytes; all that have come when left out. */
  readonly chunkBytes?: number;
  /** A line that comes behind every line, except between the two that belong together. */
  readonly chatter?: string;
}

/** The first of two lines between which nothing else ever comes. */
const headers = /(?:^|\n)\+(?:CMT|CDS|CMGL|CMGR):[^\n]*\n$/;

/** A port whose reads bring little at a time, and gossip between. */
export class ChoppedPort implements SerialPort {
  readonly path: string;
  readonly #port: SerialPort;
  readonly #options: ChoppedPortOptions;
  #waiting: Uint8Array = new Uint8Array();

  constructor(port: SerialPort, options: ChoppedPortOptions) {
    this.path = port.path;
    this.#port = port;
    this.#options = options;
  }

  async read(): Promise<PortRead> {
    if (this.#waiting.length === 0) {
      const read = await this.#port.read();
      if (read.kind === "lost") return read;
      this.#waiting = this.#gossip(read.bytes);
    }
    const size = this.#options.chunkBytes ?? this.#waiting.length;
    const bytes = this.#waiting.slice(0, size);
    this.#waiting = this.#waiting.slice(size);
    return { kind: "data", bytes };
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#port.write(bytes);
  }

  flush(): void {
    this.#waiting = new Uint8Array();
    this.#port.flush();
  }

  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    this.#port.setLines(lines);
  }

  close(): void {
    this.#waiting = new Uint8Array();
    this.#port.close();
  }

  #gossip(bytes: Uint8Array): Uint8Array {
    const { chatter } = this.#options;
    if (chatter === undefined) return bytes;
    const lines = new TextDecoder().decode(bytes).split(/(?<=[^\r]\r\n)/);
    const text = lines.map((line) =>
      line.endsWith("\r\n") && !headers.test(line)
        ? `${line}\r\n${chatter}\r\n`
        : line
    );
    return new TextEncoder().encode(text.join(""));
  }
}
