import type { PortRead, SerialPort } from "./port.ts";

/**
 * Lends an open port to one user after another: each gets a port of his own and may close it, which ends his part and leaves the
 * port open for the next. A read that the last one left pending goes to the next, so that no byte is lost between them.
 */
export class PortLender {
  readonly #port: SerialPort;
  #pending: Promise<PortRead> | undefined;

  constructor(port: SerialPort) {
    this.#port = port;
  }

  /** The port for somebody who looks at it. His `close()` leaves it open. */
  lend(): SerialPort {
    const closed = Promise.withResolvers<PortRead>();
    const end: PortRead = { kind: "lost", reason: "Closed" };
    return {
      ...this.#passThrough(),
      read: async () => {
        const read = await Promise.race([closed.promise, this.#read()]);
        if (read !== end) this.#pending = undefined;
        return read;
      },
      close: () => closed.resolve(end),
    };
  }

  /** The port for its final owner, whose `close()` closes it. */
  give(): SerialPort {
    return {
      ...this.#passThrough(),
      read: () => {
        const read = this.#read();
        this.#pending = undefined;
        return read;
      },
      close: () => this.#port.close(),
    };
  }

  #read(): Promise<PortRead> {
    return this.#pending ??= this.#port.read();
  }

  #passThrough() {
    const port = this.#port;
    return {
      path: port.path,
      write: (bytes: Uint8Array) => port.write(bytes),
      flush: () => port.flush(),
      setLines: (lines: Parameters<SerialPort["setLines"]>[0]) =>
        port.setLines(lines),
    };
  }
}
