import {
  Connection,
  type ConnectionOptions,
  type Opening,
  type SmtpSocket,
} from "./connection.ts";
import { Deadlines } from "./deadlines.ts";
import type { SmtpEvent } from "./event.ts";

/** What a server's connections share, and how many there may be. */
export interface ConnectionsOptions extends ConnectionOptions {
  /** The most connections at a time. */
  readonly maxConnections: number;
  /** The most connections at a time from one IP address; no limit of its own when absent. */
  readonly maxConnectionsPerClient?: number | undefined;
}

// So many clients are remembered as told of; a botnet must not fill the memory.
const maxHints = 1_000;

/** The conversations under way. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #running = new Map<Connection, Promise<void>>();
  readonly #perClient = new Map<string, number>();
  readonly #deadlines: Deadlines;
  readonly #hinted = new Set<string>();
  #taken = 0;
  #onEmpty: (() => void) | undefined;

  constructor(options: ConnectionsOptions) {
    const { clock, idleTimeoutMs: periodMs, observe } = options;
    this.#options = {
      ...options,
      observe: observe && ((event) => this.#observe(event, observe)),
    };
    const watched = () => this.#running.keys();
    this.#deadlines = new Deadlines(watched, { clock, periodMs });
  }

  /** How many there are. */
  get size(): number {
    return this.#running.size;
  }

  /** Begins a conversation, or turns the client away when there are too many. `address` is its IP address. */
  take(socket: SmtpSocket, address: string): void {
    const { observe } = this.#options;
    const first = this.#opening(address);
    const peer = { number: ++this.#taken, address };
    const connection = new Connection(socket, peer, this.#options);
    const connections = this.size + 1;
    observe?.({ kind: "connected", address, connections });
    this.#countClient(address, 1);
    this.#running.set(connection, this.#run(connection, address, first));
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

  #opening(address: string): Opening {
    const { maxConnections, maxConnectionsPerClient } = this.#options;
    if (this.size >= maxConnections) return { kind: "overload", by: "all" };
    const ofClient = this.#perClient.get(address) ?? 0;
    if (ofClient >= (maxConnectionsPerClient ?? Infinity)) {
      return { kind: "overload", by: "client" };
    }
    return { kind: "connected" };
  }

  async #run(
    connection: Connection,
    address: string,
    first: Opening,
  ): Promise<void> {
    try {
      await connection.run(first);
    } catch (error) {
      this.#options.observe?.({ kind: "failed", error });
    } finally {
      this.#running.delete(connection);
      this.#countClient(address, -1);
      if (this.size === 0) this.#onEmpty?.();
    }
  }

  #countClient(address: string, by: 1 | -1): void {
    const count = (this.#perClient.get(address) ?? 0) + by;
    if (count === 0) this.#perClient.delete(address);
    else this.#perClient.set(address, count);
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
    if (event.kind === "lfEnding") {
      if (this.#hinted.has(event.address)) return;
      if (this.#hinted.size < maxHints) this.#hinted.add(event.address);
    }
    observe(event);
  }
}
