import { ByteBudget } from "./byte_budget.ts";
import {
  Connection,
  type ConnectionOptions,
  type Opening,
  type SmtpSocket,
} from "./connection.ts";
import { Deadlines } from "./deadlines.ts";
import type { SmtpEvent } from "./event.ts";
import { ReadBuffers } from "./read_buffers.ts";
import type { ListenerRules } from "./state.ts";

/** What a server's connections share, and how many there may be. */
export interface ConnectionsOptions
  extends Omit<ConnectionOptions, "budget" | "buffers" | keyof ListenerRules> {
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
  readonly #options: Omit<ConnectionOptions, keyof ListenerRules>;
  readonly #maxConnections: number;
  readonly #running = new Map<Connection, Promise<void>>();
  readonly #deadlines: Deadlines;
  readonly #hinted = new Set<string>();
  #taken = 0;
  #onEmpty: (() => void) | undefined;

  constructor(options: ConnectionsOptions) {
    const { clock, idleTimeoutMs: periodMs, observe, maxSize } = options;
    const { maxBuffered = Math.max(usuallyBuffered, 2 * maxSize) } = options;
    this.#maxConnections = options.maxConnections;
    this.#options = {
      ...options,
      budget: new ByteBudget(maxBuffered),
      buffers: new ReadBuffers(),
      observe: observe && ((event) => this.#observe(event, observe)),
    };
    const watched = () => this.#running.keys();
    this.#deadlines = new Deadlines(watched, { clock, periodMs });
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
    const { observe } = options;
    const first: Opening = this.size < this.#maxConnections
      ? { kind: "connected" }
      : { kind: "overload" };
    const peer = { number: ++this.#taken, address, secure };
    const connection = new Connection(socket, peer, options);
    const connections = this.size + 1;
    observe?.({ kind: "connected", address, connections });
    this.#running.set(connection, this.#run(connection, first));
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

  async #run(connection: Connection, first: Opening): Promise<void> {
    try {
      await connection.run(first);
    } catch (error) {
      this.#options.observe?.({ kind: "failed", error });
    } finally {
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
