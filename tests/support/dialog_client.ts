import { certificate } from "./certificates.ts";

/** How the bytes of a client become writes. */
export type Cut = (bytes: Uint8Array) => readonly Uint8Array[];

/** A mail program that sends what it is told and reads lines. */
export class DialogClient {
  #socket: Deno.TcpConn | Deno.TlsConn;
  readonly #buffer = new Uint8Array(4_096);
  #text = "";

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    // Each write shall arrive as a piece of its own, as far as TCP lets it.
    socket.setNoDelay(true);
  }

  /** Sends a text, whole or cut. */
  async send(text: string, cut: Cut | undefined): Promise<void> {
    if (text === "") return;
    const bytes = new TextEncoder().encode(text);
    for (const piece of cut?.(bytes) ?? [bytes]) {
      for (let at = 0; at < piece.length;) {
        at += await this.#socket.write(piece.subarray(at));
      }
    }
  }

  /** The next line without its end, or undefined when the server has closed. */
  async line(): Promise<string | undefined> {
    while (true) {
      const end = this.#text.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return line;
      }
      const count = await this.#read();
      if (count === null) return this.#text === "" ? undefined : this.#text;
      this.#text += new TextDecoder().decode(this.#buffer.subarray(0, count));
    }
  }

  /** The next reply, all its lines. */
  async reply(): Promise<string[]> {
    const lines: string[] = [];
    while (true) {
      const line = await this.line();
      if (line !== undefined) lines.push(line);
      if (line?.[3] !== "-") return lines;
    }
  }

  /** Goes on under TLS, and trusts the test certificate alone. RFC 3207 §4. */
  async startTls(): Promise<void> {
    const socket = this.#socket as Deno.TcpConn; // a dialog begins TLS once
    const tls = await Deno.startTls(socket, {
      hostname: "localhost",
      caCerts: [certificate.cert],
    });
    this.#socket = tls;
    await tls.handshake();
  }

  /** Sends no more. */
  async finish(): Promise<void> {
    await this.#socket.closeWrite();
  }

  /** Hangs up. */
  close(): void {
    this.#socket.close();
  }

  async #read(): Promise<number | null> {
    try {
      return await this.#socket.read(this.#buffer);
    } catch (error) {
      // A server that closes with input unread resets the connection: closed is closed.
      if (error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    }
  }
}
