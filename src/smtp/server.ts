import { acceptLoop } from "./accept_loop.ts";
import {
  Connections,
  type ConnectionsOptions,
  type Door,
} from "./connections.ts";
import type { Receiver } from "./receiver.ts";
import { SmtpError } from "./smtp_error.ts";
import type { ListenerRules } from "./state.ts";

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
  extends Omit<ConnectionsOptions, "receiver"> {
  readonly listeners: readonly SmtpListener[];
}

/** A listening server. */
export interface SmtpServer {
  /** Where it listens, in the order asked for, with the ports that the system chose. */
  readonly addresses: readonly Deno.NetAddr[];
  /** How many connections there are now. */
  readonly connections: number;
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
  const entrances: Entrance[] = [];
  try {
    for (const rules of options.listeners) {
      entrances.push({ rules, listener: listenOn(rules) });
    }
  } catch (error) {
    for (const { listener } of entrances) listener.close();
    throw error;
  }
  const connections = new Connections({ ...options, receiver });
  return new ListeningServer(entrances, connections, options);
}

interface Entrance {
  readonly rules: SmtpListener;
  readonly listener: Deno.TcpListener;
}

class ListeningServer implements SmtpServer {
  readonly addresses: readonly Deno.NetAddr[];
  readonly #entrances: readonly Entrance[];
  readonly #connections: Connections;
  readonly #stopping = new AbortController();
  readonly #accepting: Promise<unknown>;
  #stopped: Promise<void> | undefined;

  constructor(
    entrances: readonly Entrance[],
    connections: Connections,
    { clock, observe }: SmtpServerOptions,
  ) {
    this.#entrances = entrances;
    this.#connections = connections;
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
    return this.#connections.size;
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#stop(deadlineMs);
    return this.#stopped;
  }

  async #stop(deadlineMs: number): Promise<void> {
    this.#stopping.abort();
    for (const { listener } of this.#entrances) listener.close();
    await this.#accepting;
    await this.#connections.stop(deadlineMs);
  }

  #take(socket: Deno.TcpConn, door: Door): void {
    const { hostname } = socket.remoteAddr as Deno.NetAddr; // a TCP peer has no other
    const address = canonicalAddress(hostname);
    this.#connections.take(socket, { address, door });
  }
}

// A listener has a hostname, too, which is not the one to greet with.
function rulesOf(listener: SmtpListener): ListenerRules {
  const { name, strictLineEndings, auth, authPlaintext } = listener;
  return { name, strictLineEndings, auth, authPlaintext };
}

/** The IPv4 address where an IPv6 listener saw one in IPv6 form (RFC 4291 §2.5.5.2), so that networks compare. */
export function canonicalAddress(address: string): string {
  const mapped = /^::ffff:([0-9]+(?:\.[0-9]+){3})$/i.exec(address);
  return mapped?.[1] ?? address;
}

function listenOn({ hostname, port }: SmtpAddress): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port, transport: "tcp" });
  } catch (error) {
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    throw cannotListen(`${host}:${port}`, error);
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
