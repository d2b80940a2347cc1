import { type SmtpServer, startSmtpServer } from "../../src/smtp/mod.ts";
import { joined, textOf } from "./bytes.ts";
import { type Ending, listener, Notes, type Transcript } from "./gateway.ts";

/** A listener on loopback, to which sessions are sent as clients send them. */
export class SocketGateway implements AsyncDisposable {
  readonly #notes = new Notes();
  readonly #server: SmtpServer;

  constructor() {
    const { receiver, ...options } = this.#notes.options();
    const listeners = [{ ...listener, hostname: "127.0.0.1", port: 0 }];
    this.#server = startSmtpServer(receiver, { ...options, listeners });
  }

  /** Leads one session to its end. A client that resets may get none of the replies. */
  async play(
    pieces: readonly Uint8Array[],
    ending: Ending,
  ): Promise<Transcript> {
    const { receiver, lines, errors } = this.#notes;
    receiver.mails.length = lines.length = errors.length = 0;
    const [address] = this.#server.addresses;
    if (address === undefined) throw new Error("There is no listener");
    const { hostname, port } = address;
    const socket = await Deno.connect({ hostname, port });
    const replies = ending === "fin"
      ? await converse(socket, pieces)
      : await breakOff(socket, pieces);
    await this.#quiet();
    const { mails, ...transcript } = this.#notes.transcript(replies);
    return {
      ...transcript,
      mails: [...mails],
      lines: [...lines],
      errors: [...errors],
    };
  }

  /** Whether it still takes a mail. */
  async alive(): Promise<boolean> {
    const mail =
      "HELO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<+4670123456>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n";
    const pieces = [new TextEncoder().encode(mail)];
    return (await this.play(pieces, "fin")).mails.length === 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(0);
  }

  async #quiet(): Promise<void> {
    for (let turn = 0; this.#server.connections > 0; turn++) {
      if (turn > 10_000) throw new Error("A connection does not end");
      await new Promise((resolve) => setTimeout(resolve, turn < 100 ? 0 : 1));
    }
  }
}

async function converse(
  socket: Deno.TcpConn,
  pieces: readonly Uint8Array[],
): Promise<string> {
  const read = readAll(socket);
  try {
    for (const piece of pieces) await writeAll(socket, piece);
    await socket.closeWrite();
  } catch {
    // The server has shown the client out.
  }
  const replies = await read;
  socket.close();
  return textOf(joined(replies));
}

/** Closes with replies unread, which resets the connection. */
async function breakOff(
  socket: Deno.TcpConn,
  pieces: readonly Uint8Array[],
): Promise<string> {
  try {
    for (const piece of pieces) await writeAll(socket, piece);
  } catch {
    // The server was faster.
  }
  socket.close();
  return "";
}

async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array) {
  for (let at = 0; at < bytes.length;) {
    at += await socket.write(bytes.subarray(at));
  }
}

async function readAll(socket: Deno.TcpConn): Promise<readonly Uint8Array[]> {
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(16_384);
  try {
    for (;;) {
      const count = await socket.read(buffer);
      if (count === null) return parts;
      parts.push(buffer.slice(0, count));
    }
  } catch {
    // Reset: what the server had to say may be lost on the way.
    return parts;
  }
}
