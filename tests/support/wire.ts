import { systemClock } from "../../src/model/mod.ts";
import {
  type SmtpEvent,
  type SmtpServer,
  type SmtpServerOptions,
  startSmtpServer,
} from "../../src/smtp/mod.ts";
import { certificate } from "./certificates.ts";
import { FakeReceiver } from "./fake_receiver.ts";

/** A listener at a port of the system's choice that offers nothing but mail. */
export const loopback = {
  hostname: "127.0.0.1",
  port: 0,
  strictLineEndings: false,
  tls: "none",
  auth: "off",
  authPlaintext: false,
} as const;
/** What brings a client to DATA. */
export const toData =
  "HELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<+4670123456>\r\nDATA\r\n";

/** A server on loopback, and its receiver. */
export function started(changed: Partial<SmtpServerOptions> = {}) {
  const receiver = new FakeReceiver();
  const events: SmtpEvent[] = [];
  const waiting = new Map<SmtpEvent["kind"], () => void>();
  const observe = (event: SmtpEvent) => {
    events.push(event);
    waiting.get(event.kind)?.();
  };
  /** Resolves at the next event of this kind. */
  const next = (kind: SmtpEvent["kind"]) =>
    new Promise<void>((resolve) => waiting.set(kind, resolve));
  const server = startSmtpServer(receiver, {
    listeners: [loopback],
    hostname: "gw",
    lfClients: () => false,
    maxSize: 100_000,
    maxLine: 2_048,
    maxRecipients: 100,
    maxCommands: 1_000,
    maxConnections: 1_000,
    idleTimeoutMs: 300_000,
    clock: systemClock,
    observe,
    ...changed,
  });
  return { server, receiver, events, next };
}

/** A client over real TCP, or over TLS. */
export class Wire {
  #socket: Deno.TcpConn | Deno.TlsConn;
  readonly #buffer = new Uint8Array(4_096);
  #received = "";

  /** Takes a connection over. */
  constructor(socket: Deno.TcpConn | Deno.TlsConn) {
    this.#socket = socket;
  }

  /** Connects to the first listener of a server. */
  static async to(server: SmtpServer): Promise<Wire> {
    const { hostname, port } = server.addresses[0]!;
    return new Wire(await Deno.connect({ hostname, port }));
  }

  /** Sends text as it is. */
  async send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += await this.#socket.write(bytes.subarray(at));
    }
  }

  /** The next reply, all its lines; "" when the server has closed. */
  async reply(): Promise<string> {
    const whole = /^(?:[0-9]{3}-.*\r\n)*[0-9]{3} .*\r\n/;
    let match = whole.exec(this.#received);
    while (!match) {
      const count = await this.#read();
      if (count === null) return "";
      this.#received += new TextDecoder().decode(
        this.#buffer.subarray(0, count),
      );
      match = whole.exec(this.#received);
    }
    this.#received = this.#received.slice(match[0].length);
    return match[0].trimEnd();
  }

  async #read(): Promise<number | null> {
    try {
      return await this.#socket.read(this.#buffer);
    } catch (error) {
      // A server that closes with input unread resets the connection: closed is closed.
      const { ConnectionReset, UnexpectedEof } = Deno.errors;
      const closed = error instanceof ConnectionReset ||
        error instanceof UnexpectedEof;
      if (closed) return null;
      throw error;
    }
  }

  /** Sends one line and waits for its reply. */
  async ask(line: string): Promise<string> {
    await this.send(`${line}\r\n`);
    return await this.reply();
  }

  /** Sends no more, but still listens. */
  async finish(): Promise<void> {
    await this.#socket.closeWrite();
  }

  /** Asks for TLS and begins it, as a client that trusts this certificate alone. */
  async startTls(caCert = certificate.cert): Promise<void> {
    await this.ask("STARTTLS");
    await this.handshake(caCert);
  }

  /** Begins TLS without a word. */
  async handshake(caCert = certificate.cert): Promise<void> {
    const socket = this.#socket as Deno.TcpConn;
    const tls = await Deno.startTls(socket, {
      hostname: "localhost",
      caCerts: [caCert],
    });
    this.#socket = tls;
    await tls.handshake();
  }

  /** Hangs up. */
  close(): void {
    this.#socket.close();
  }
}
