import { acceptLoop } from "./accept_loop.ts";
import {
  Connections,
  type ConnectionsOptions,
  type Door,
} from "./connections.ts";
import type { Receiver } from "./receiver.ts";
import { SmtpError } from "./smtp_error.ts";
import type { ListenerRules } from "./state.ts";
import type { Certificate } from "./tls_pairing.ts";
import { TlsServer } from "./tls_server.ts";

/** Where to listen. */
export interface SmtpAddress {
  /** An IP address of this machine, or a name of one; "0.0.0.0" or "::" for all. */
  readonly hostname: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Where to listen, and by which rules. */
export interface SmtpListener extends SmtpAddress, ListenerRules {}

/** How to listen, and within which limits. */
export interface SmtpServerOptions
  extends Omit<ConnectionsOptions, "receiver" | "hasCertificate"> {
  readonly listeners: readonly SmtpListener[];
  /** What TLS is spoken with. Without it STARTTLS gets 454, and no listener may begin with TLS. */
  readonly certificate?: Certificate | undefined;
}

/** A listening server. */
export interface SmtpServer {
  /** Where it listens, in the order asked for, with the ports that the system chose. */
  readonly addresses: readonly Deno.NetAddr[];
  /** How many connections there are now. */
  readonly connections: number;
  /**
   * Speaks TLS with this certificate from now on; who is connected is not disturbed. Without one STARTTLS gets 454, and who
   * begins with TLS is cut off. Throws `SmtpError` "bad-certificate", and nothing has changed then.
   */
  useCertificate(certificate: Certificate | undefined): void;
  /**
   * Stops accepting, sends idle clients away with 421, lets messages that are under way finish for at most `deadlineMs`,
   * then cuts what is left. A mail that the receiver already has is not called back.
   */
  stop(deadlineMs: number): Promise<void>;
}

/** Listens on all addresses or on none. Throws `SmtpError` with a sentence for the operator. */
export function startSmtpServer(
  receiver: Receiver,
  options: SmtpServerOptions,
): SmtpServer {
  const tls = new TlsServer(options);
  use(tls, options.certificate);
  const entrances: Entrance[] = [];
  try {
    for (const rules of options.listeners) {
      entrances.push({ rules, listener: listenOn(rules, tls) });
    }
  } catch (error) {
    for (const { listener } of entrances) listener.close();
    throw error;
  }
  const hasCertificate = () => tls.hasCertificate;
  const connections = new Connections({ ...options, receiver, hasCertificate });
  return new ListeningServer({ entrances, tls, connections }, options);
}

function use(tls: TlsServer, certificate: Certificate | undefined): void {
  try {
    tls.use(certificate);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SmtpError(
      "bad-certificate",
      `The certificate in [smtp] tls_cert, or its key in tls_key, is no good: ${reason}`,
    );
  }
}

interface Entrance {
  readonly rules: SmtpListener;
  readonly listener: Deno.TcpListener;
}

interface Parts {
  readonly entrances: readonly Entrance[];
  readonly tls: TlsServer;
  readonly connections: Connections;
}

class ListeningServer implements SmtpServer {
  readonly addresses: readonly Deno.NetAddr[];
  readonly #parts: Parts;
  readonly #stopping = new AbortController();
  readonly #accepting: Promise<unknown>;
  #stopped: Promise<void> | undefined;

  constructor(parts: Parts, { clock, observe }: SmtpServerOptions) {
    this.#parts = parts;
    const { entrances, connections } = parts;
    this.addresses = entrances.map(({ listener }) =>
      listener.addr as Deno.NetAddr // a TCP listener has no other
    );
    const { signal } = this.#stopping;
    const failed = (reason: string) =>
      observe?.({ kind: "acceptFailed", reason });
    this.#accepting = Promise.all(
      entrances.map(({ rules, listener }) => {
        const door = connections.door(rulesOf(rules));
        const take = (socket: Deno.TcpConn) => this.#take(socket, door);
        return acceptLoop(listener, { take, failed, clock, signal });
      }),
    );
  }

  get connections(): number {
    return this.#parts.connections.size;
  }

  useCertificate(certificate: Certificate | undefined): void {
    use(this.#parts.tls, certificate);
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#stop(deadlineMs);
    return this.#stopped;
  }

  async #stop(deadlineMs: number): Promise<void> {
    const { entrances, tls, connections } = this.#parts;
    this.#stopping.abort();
    for (const { listener } of entrances) listener.close();
    await this.#accepting;
    await connections.stop(deadlineMs);
    await tls.close();
  }

  #take(socket: Deno.TcpConn, door: Door): void {
    const { hostname } = socket.remoteAddr as Deno.NetAddr; // a TCP peer has no other
    const address = canonicalAddress(hostname);
    const { connections, tls } = this.#parts;
    if (door.options.tls === "none") {
      return connections.take(socket, { address, door });
    }
    const secure = () => {
      socket.setNoDelay();
      return tls.secure(socket);
    };
    connections.take(socket, { address, door, secure });
  }
}

// A listener has a hostname, too, which is not the one to greet with.
function rulesOf(listener: SmtpListener): ListenerRules {
  const { name, strictLineEndings, tls, auth, authPlaintext } = listener;
  return { name, strictLineEndings, tls, auth, authPlaintext };
}

/** The IPv4 address where an IPv6 listener saw one in IPv6 form (RFC 4291 §2.5.5.2), so that networks compare. */
export function canonicalAddress(address: string): string {
  const mapped = /^::ffff:([0-9]+(?:\.[0-9]+){3})$/i.exec(address);
  return mapped?.[1] ?? address;
}

function listenOn(
  { hostname, port, tls }: SmtpListener,
  { hasCertificate }: TlsServer,
): Deno.TcpListener {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const where = `${host}:${port}`;
  if (tls === "implicit" && !hasCertificate) {
    throw new SmtpError(
      "no-certificate",
      `Cannot listen for TLS on ${where} without a certificate: set [smtp] tls_cert and tls_key`,
    );
  }
  try {
    return Deno.listen({ hostname, port, transport: "tcp" });
  } catch (error) {
    throw cannotListen(where, error);
  }
}

function cannotListen(where: string, error: unknown): SmtpError {
  const { errors } = Deno;
  if (error instanceof errors.AddrInUse) {
    return new SmtpError(
      "in-use",
      `Another program listens on ${where} already: stop it, or choose another port in [smtp] listen`,
    );
  }
  if (
    error instanceof errors.PermissionDenied ||
    error instanceof errors.NotCapable
  ) {
    return new SmtpError(
      "denied",
      `No permission to listen on ${where}: ports below 1024 need the capability CAP_NET_BIND_SERVICE, or choose one from 1024 up in [smtp] listen`,
    );
  }
  if (error instanceof errors.AddrNotAvailable) {
    return new SmtpError(
      "no-such-address",
      `${where} is not an address of this machine: correct [smtp] listen, "0.0.0.0" means all`,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SmtpError(
    "cannot-listen",
    `Cannot listen on ${where}, set in [smtp] listen: ${reason}`,
  );
}
