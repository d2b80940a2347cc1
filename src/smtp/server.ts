import {
  Connections,
  type ConnectionsOptions,
  type Door,
} from "./connections.ts";
import {
  changeEntrances,
  type Entrance,
  type EntranceChange,
  openEntrances,
  type SmtpListener,
} from "./entrance.ts";
import type { Receiver } from "./receiver.ts";
import { SmtpError } from "./smtp_error.ts";
import type { ListenerRules } from "./state.ts";
import { type Certificate, checkCertificate } from "./tls_pairing.ts";
import { TlsServer } from "./tls_server.ts";

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
   * Gets ready to go by other options: opens the listeners that are new, so that nothing can fail after that. Those at the same address
   * stay open. Rejects with `SmtpError`, and nothing has changed then.
   */
  prepare(options: SmtpServerOptions): Promise<PreparedServer>;
  /**
   * Stops accepting, sends idle clients away with 421, lets messages that are under way finish for at most `deadlineMs`,
   * then cuts what is left. A mail that the receiver already has is not called back.
   */
  stop(deadlineMs: number): Promise<void>;
}

/** A server about to go by other options: one of the two is called, once. */
export interface PreparedServer {
  /** Takes the options for connections from now on, and closes the listeners that are no more; who is connected is not disturbed. */
  commit(): void;
  /** Leaves all as it is. */
  abandon(): Promise<void>;
}

/** Listens on all addresses or on none. Throws `SmtpError` with a sentence for the operator. */
export function startSmtpServer(
  receiver: Receiver,
  options: SmtpServerOptions,
): SmtpServer {
  const tls = new TlsServer(options);
  use(tls, options.certificate);
  const hasCertificate = () => tls.hasCertificate;
  const entrances = openEntrances(options.listeners, {
    hasCertificate: hasCertificate(),
  });
  const shared = { receiver, hasCertificate };
  const connections = new Connections({ ...options, ...shared });
  return new ListeningServer({ entrances, tls, connections, shared }, options);
}

function use(tls: TlsServer, certificate: Certificate | undefined): void {
  if (certificate !== undefined) check(certificate);
  tls.use(certificate);
}

function check(certificate: Certificate): void {
  try {
    checkCertificate(certificate);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SmtpError(
      "bad-certificate",
      `The certificate in [smtp] tls_cert, or its key in tls_key, is no good: ${reason}`,
    );
  }
}

interface Parts {
  readonly entrances: readonly Entrance[];
  readonly tls: TlsServer;
  readonly connections: Connections;
  readonly shared: Pick<ConnectionsOptions, "receiver" | "hasCertificate">;
}

class ListeningServer implements SmtpServer {
  readonly #parts: Parts;
  readonly #stopping = new AbortController();
  #entrances: readonly Entrance[];
  /** Those that were closed before the end. */
  readonly #gone: Entrance[] = [];
  #stopped: Promise<void> | undefined;

  constructor(parts: Parts, options: SmtpServerOptions) {
    this.#parts = parts;
    this.#entrances = parts.entrances;
    for (const entrance of this.#entrances) this.#begin(entrance, options);
  }

  get addresses(): readonly Deno.NetAddr[] {
    return this.#entrances.map(({ address }) => address);
  }

  get connections(): number {
    return this.#parts.connections.size;
  }

  useCertificate(certificate: Certificate | undefined): void {
    use(this.#parts.tls, certificate);
  }

  async prepare(options: SmtpServerOptions): Promise<PreparedServer> {
    const { certificate } = options;
    if (certificate !== undefined) check(certificate);
    const hasCertificate = certificate !== undefined;
    const change = await changeEntrances(this.#entrances, options.listeners, {
      hasCertificate,
    });
    return {
      abandon: () => change.abandon(),
      commit: () => this.#change(change, options),
    };
  }

  #change(change: EntranceChange, options: SmtpServerOptions): void {
    const { connections, shared, tls } = this.#parts;
    change.commit();
    this.#gone.push(...this.#entrances.filter((it) => it.isClosed));
    this.#entrances = change.entrances;
    tls.use(options.certificate);
    connections.follow({ ...options, ...shared });
    for (const entrance of change.entrances) {
      if (change.fresh.has(entrance)) this.#begin(entrance, options);
      else entrance.door = connections.door(rulesOf(entrance.rules));
    }
    // It has begun meanwhile, and nobody else closes what is new.
    if (this.#stopped !== undefined) this.#close();
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#stop(deadlineMs);
    return this.#stopped;
  }

  async #stop(deadlineMs: number): Promise<void> {
    const { tls, connections } = this.#parts;
    this.#stopping.abort();
    this.#close();
    const all = [...this.#gone, ...this.#entrances];
    await Promise.all(all.map(({ accepting }) => accepting));
    await connections.stop(deadlineMs);
    await tls.close();
  }

  #close(): void {
    for (const entrance of this.#entrances) entrance.close();
  }

  #begin(entrance: Entrance, { clock, observe }: SmtpServerOptions): void {
    const failed = (reason: string) =>
      observe?.({ kind: "acceptFailed", reason });
    entrance.door = this.#parts.connections.door(rulesOf(entrance.rules));
    entrance.accept({
      take: (socket, door) => this.#take(socket, door),
      ...{ failed, clock, signal: this.#stopping.signal },
    });
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
  const { name, strictLineEndings, tls, auth, authPlaintext, proxyFrom } =
    listener;
  return { name, strictLineEndings, tls, auth, authPlaintext, proxyFrom };
}

/** The IPv4 address where an IPv6 listener saw one in IPv6 form (RFC 4291 §2.5.5.2), so that networks compare. */
export function canonicalAddress(address: string): string {
  const mapped = /^::ffff:([0-9]+(?:\.[0-9]+){3})$/i.exec(address);
  return mapped?.[1] ?? address;
}
