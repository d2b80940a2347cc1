import { CuttableWrite } from "./cuttable_write.ts";

/** One end of a TCP connection, as far as a splice moves bytes. */
export interface SpliceEnd {
  /** Fills the start of `buffer` and returns how many bytes came, or null when no more will. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes the start of `bytes` and returns how many were taken. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says that no more will be written. */
  closeWrite(): Promise<void>;
  close(): void;
}

// A TLS record of commands fits; two of them are held by each spliced connection for as long as it lives.
const bufferSize = 4_096;

/** Two connections made one: what comes in by one goes out by the other. */
export class Splice {
  readonly #client: SpliceEnd;
  readonly #server: SpliceEnd;
  readonly #toClient = new CuttableWrite();
  readonly #toServer = new CuttableWrite();
  /** Resolves when both ends are closed. Never rejects. */
  readonly done: Promise<void>;

  /**
   * Takes both ends over. A client that sends no more (a half-closed connection) may still listen; once the server's end is
   * closed, or either breaks, both are closed.
   */
  constructor(client: SpliceEnd, server: SpliceEnd) {
    this.#client = client;
    this.#server = server;
    this.done = Promise.all([this.#fromClient(), this.#fromServer()])
      .then(() => undefined);
  }

  /** Closes both ends, whatever is on the way. */
  cut(): void {
    for (const end of [this.#client, this.#server]) {
      try {
        end.close();
      } catch {
        // It was closed before.
      }
    }
    this.#toClient.cut();
    this.#toServer.cut();
  }

  async #fromClient(): Promise<void> {
    try {
      await pump(this.#client, this.#server, this.#toServer);
      await this.#server.closeWrite();
    } catch {
      this.cut();
    }
  }

  async #fromServer(): Promise<void> {
    try {
      await pump(this.#server, this.#client, this.#toClient);
    } catch {
      // Broken is as good as closed.
    }
    this.cut();
  }
}

async function pump(
  from: SpliceEnd,
  to: SpliceEnd,
  writing: CuttableWrite,
): Promise<void> {
  const buffer = new Uint8Array(bufferSize);
  for (;;) {
    const count = await from.read(buffer);
    if (count === null) return;
    if (!await writing.write(to, buffer.subarray(0, count))) {
      throw new Deno.errors.BrokenPipe("The other end has gone");
    }
  }
}
