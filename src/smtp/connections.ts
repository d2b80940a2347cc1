import { ByteBudget } from "./byte_budget.ts";
import { Connection } from "./connection.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import { Deadlines } from "./deadlines.ts";
import { ClientTraffic, type TrafficLimits } from "./client_traffic.ts";
import type { SmtpEvent } from "./event.ts";
import { ReadBuffers } from "./read_buffers.ts";
import type { SmtpSocket } from "./smtp_socket.ts";
import type { ListenerRules } from "./state.ts";

/** What a server's connections share, and how many there may be. */
export interface ConnectionsOptions extends
  Omit<
    ConnectionOptions,
    "budget" | "buffers" | "mayMail" | keyof ListenerRules
  >,
  TrafficLimits {
  /** The most connections at a time. */
  readonly maxConnections: number;
  /** The most bytes of messages kept at a time, of all connections together; 64 MB, or two of the biggest mails, when absent. */
  readonly maxBuffered?: number | undefined;
}

/** A listener, as its connections see it. */
export interface Door {
  readonly options: ConnectionOptions;
}

/** Who has come in, and where. */
export interface Arrival {
  /** The client's IP address. */
  readonly address: string;
  /** See `Peer`. */
  readonly secure?: (() => Promise<SmtpSocket>) | undefined;
  readonly door: Door;
}

const usuallyBuffered = 64_000_000;

// So many hints are remembered as given; a botnet must not fill the memory.
const maxHints = 1_000;

/** The conversations under way. */
export class Connections {
  #options: Omit<ConnectionOptions, keyof ListenerRules>;
  #maxConnections: number;
  readonly #running = new Map<Connection, Promise<void>>();
  readonly #deadlines: Deadlines;
  readonly #hinted = new Set<string>();
  #traffic: ClientTraffic | undefined;
  #taken = 0;
  #onEmpty: (() => void) | undefined;

  constructor(options: ConnectionsOptions) {
    const { clock, idleTimeoutMs: periodMs } = options;
    this.#maxConnections = options.maxConnections;
    this.#traffic = trafficOf(options);
    this.#options = this.#shared(options, {
      budget: new ByteBudget(bufferedOf(options)),
      buffers: new ReadBuffers(),
    });
    const watched = () => this.#running.keys();
    this.#deadlines = new Deadlines(watched, { clock, periodMs });
  }

  /** Treats new connections by these options, of doors made from now on; those under way end as they began. Counts go on. */
  follow(options: ConnectionsOptions): void {
    const { budget, buffers } = this.#options;
    budget.resize(bufferedOf(options));
    this.#maxConnections = options.maxConnections;
    this.#traffic?.follow(options);
    this.#traffic ??= trafficOf(options);
    this.#deadlines.follow(options.idleTimeoutMs);
    this.#options = this.#shared(options, { budget, buffers });
  }

  #shared(
    options: ConnectionsOptions,
    memory: Pick<ConnectionOptions, "budget" | "buffers">,
  ): Omit<ConnectionOptions, keyof ListenerRules> {
    const { observe } = options;
    const traffic = this.#traffic;
    return {
      ...options,
      ...memory,
      mayMail: traffic && ((address) => traffic.mail(address)),
      observe: observe && ((event) => this.#observe(event, observe)),
    };
  }

  /** How many there are. */
  get size(): number {
    return this.#running.size;
  }

  /** What the connections of one listener share. */
  door(rules: ListenerRules): Door {
    return { options: { ...this.#options, ...rules } };
  }

  /** Begins a conversation, or turns the client away when there are too many. */
  take(socket: SmtpSocket, { address, secure, door }: Arrival): void {
    const { options } = door;
    const proxy = options.proxyFrom?.(address) === true;
    const peer = { number: ++this.#taken, address, proxy, secure };
    const connection = new Connection(socket, peer, options);
    this.#running.set(connection, this.#run(connection));
    this.#deadlines.start();
  }

  /** Shows the idle out, lets the others finish for at most `deadlineMs`, then cuts what is left. */
  async stop(deadlineMs: number): Promise<void> {
    for (const connection of this.#running.keys()) connection.stop();
    await this.#emptied(deadlineMs);
    this.#deadlines.stop();
    const cut = [...this.#running];
    for (const [connection] of cut) connection.close();
    // Who still waits for the receiver has nobody to tell its verdict to: it is left to itself.
    await Promise.all(
      cut.map(([one, run]) => one.awaitsVerdict ? undefined : run),
    );
  }

  async #run(connection: Connection): Promise<void> {
    const full = this.size >= this.#maxConnections;
    const connections = this.size + 1;
    // It may be another one when the client leaves.
    const traffic = this.#traffic;
    let counted: string | undefined;
    try {
      await connection.run((address) => {
        this.#options.observe?.({ kind: "connected", address, connections });
        if (full) return { kind: "overload" };
        if (traffic?.connect(address) === false) return { kind: "crowd" };
        counted = address;
        return { kind: "connected" };
      });
    } catch (error) {
      this.#options.observe?.({ kind: "failed", error });
    } finally {
      if (counted !== undefined) traffic?.leave(counted);
      this.#running.delete(connection);
      if (this.size === 0) this.#onEmpty?.();
    }
  }

  async #emptied(deadlineMs: number): Promise<void> {
    if (this.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(deadlineMs, resolve);
      this.#onEmpty = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #observe(event: SmtpEvent, observe: (event: SmtpEvent) => void): void {
    if (event.kind === "lfEnding" || event.kind === "tlsFailed") {
      const hint = `${event.kind} ${event.address}`;
      if (this.#hinted.has(hint)) return;
      if (this.#hinted.size < maxHints) this.#hinted.add(hint);
    }
    observe(event);
  }
}

function bufferedOf({ maxBuffered, maxSize }: ConnectionsOptions): number {
  return maxBuffered ?? Math.max(usuallyBuffered, 2 * maxSize);
}

function trafficOf(options: ConnectionsOptions): ClientTraffic | undefined {
  const { maxConnectionsPerClient, connectionsPerMinute, mailsPerMinute } =
    options;
  const limits = {
    maxConnectionsPerClient,
    connectionsPerMinute,
    mailsPerMinute,
  };
  const any = Object.values(limits).some((limit) =>
    limit !== undefined && limit > 0
  );
  return any ? new ClientTraffic(limits, options) : undefined;
}
