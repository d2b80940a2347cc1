import type { Clock } from "../../model/mod.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { type PortRead, SerialError, type SerialPort } from "./port.ts";

/** A connection that carries a modem's bytes as they are; `Deno.TcpConn` is one. */
export interface Wire {
  /** How many bytes came, null at the end. Rejects when the connection breaks. */
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** A wire that has just been laid. */
export interface Connection extends Wire {
  setNoDelay(on: boolean): void;
  setKeepAlive(on: boolean): void;
}

/** Where a device server listens. */
export interface TcpAddress {
  readonly hostname: string;
  readonly port: number;
}

/** What opening such a port needs. */
export interface TcpPortOptions {
  readonly clock: Clock;
  /** Lays the wire; over the network when left out. */
  readonly connect?: (address: TcpAddress) => Promise<Connection>;
  /** How long the other end may take to answer, milliseconds; 10 s when left out. */
  readonly connectMs?: number;
}

const longestConnectMs = 10_000;
const shape = /^tcp:\/\/(\[[0-9a-f:.]+\]|[^\s/:@[\]]+):(\d{1,5})$/i;
const chunkSize = 16 * 1024;

/** Whether a port's name leads over the network: `tcp://moxa.example:4001`. */
export function isTcp(path: string): boolean {
  return path.startsWith("tcp://");
}

/**
 * Reaches a port behind ser2net, a Moxa box or the like: raw TCP, so baud rate and lines are set there. Throws `SerialError`.
 */
export async function openTcpPort(
  path: string,
  options: TcpPortOptions,
): Promise<SerialPort> {
  const [, host = "", digits = ""] = shape.exec(path) ?? [];
  const port = Number(digits);
  if (port < 1 || port > 65_535) {
    throw new SerialError(
      "missing",
      `"${path}" is no address: write tcp://host:port, such as tcp://192.168.1.7:4001`,
    );
  }
  const hostname = host.replace(/^\[|\]$/g, "");
  const connection = await connected(path, { hostname, port }, options);
  // An AT command is one small packet, and its answer is waited for.
  connection.setNoDelay(true);
  connection.setKeepAlive(true);
  return portOverWire(path, connection);
}

/** A port over a connection that is open; it owns the connection from here on. */
export function portOverWire(path: string, wire: Wire): SerialPort {
  return new TcpPort(path, wire);
}

/** The connection, or the reason; one that comes too late is closed. */
function connected(
  path: string,
  address: TcpAddress,
  { clock, connect, connectMs = longestConnectMs }: TcpPortOptions,
): Promise<Connection> {
  const lay = connect ?? ((address) => Deno.connect(address));
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = clock.after(connectMs, () => {
      late = true;
      const text = `"${path}" does not answer within ${connectMs / 1000} s: ` +
        "check that the device there is switched on, and the network between";
      reject(new SerialError("missing", text));
    });
    lay(address).then((connection) => {
      timer.cancel();
      if (late) connection.close();
      else resolve(connection);
    }, (error) => {
      timer.cancel();
      reject(connectFailure(path, error));
    });
  });
}

function connectFailure(path: string, error: unknown): SerialError {
  if (error instanceof Deno.errors.ConnectionRefused) {
    return new SerialError(
      "missing",
      `Nobody listens at "${path}": start ser2net or the like there, or correct the address`,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SerialError(
    "missing",
    `"${path}" cannot be reached (${reason}): check the address and the network`,
  );
}

class TcpPort implements SerialPort {
  readonly path: string;
  readonly #wire: Wire;
  readonly #inbox = new Inbox();
  readonly #outbox = new Outbox((bytes) => this.#take(bytes));
  #writing = false;
  #lost = false;
  /** Lets the reading go on once there is room. */
  #onRoom: (() => void) | undefined;

  constructor(path: string, wire: Wire) {
    this.path = path;
    this.#wire = wire;
    this.#receive();
  }

  read(): Promise<PortRead> {
    const read = this.#inbox.read();
    this.#onRoom?.();
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#outbox.write(bytes);
  }

  flush(): void {
    this.#inbox.clear();
    this.#outbox.clear();
    this.#onRoom?.();
  }

  setLines(): void {
    // Raw TCP carries none; the device server holds them up.
  }

  close(): void {
    if (!this.#lost) this.#inbox.clear();
    this.#end("Closed");
  }

  async #receive(): Promise<void> {
    const scratch = new Uint8Array(chunkSize);
    while (!this.#lost) {
      if (this.#inbox.room === 0) await this.#room();
      const count = await this.#readSome(scratch);
      if (count > 0) this.#inbox.push(scratch.slice(0, count));
    }
  }

  async #readSome(scratch: Uint8Array): Promise<number> {
    try {
      const count = await this.#wire.read(scratch);
      if (count !== null) return count;
      this.#end(
        "The other end closed the connection, as one does whose port is in use already",
      );
    } catch (error) {
      this.#end(broken(error));
    }
    return 0;
  }

  #room(): Promise<void> {
    return new Promise((resolve) => this.#onRoom = resolve);
  }

  /** One piece at a time is on its way; the rest waits in the outbox. */
  #take(bytes: Uint8Array): number {
    if (this.#writing || this.#lost) return 0;
    const piece = bytes.slice(0, chunkSize);
    this.#writing = true;
    this.#send(piece);
    return piece.length;
  }

  async #send(piece: Uint8Array): Promise<void> {
    try {
      for (let sent = 0; sent < piece.length && !this.#lost;) {
        sent += await this.#wire.write(piece.subarray(sent));
      }
      this.#writing = false;
      this.#outbox.resume();
    } catch (error) {
      this.#end(broken(error));
    }
  }

  #end(reason: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#wire.close();
    this.#inbox.end(reason);
    this.#onRoom?.();
    this.#outbox.fail(
      new SerialError("lost", `Port "${this.path}" is lost: ${reason}`),
    );
  }
}

function broken(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `The connection broke (${reason})`;
}
