import type { Clock } from "../../model/mod.ts";
import { type ComName, parseComName } from "./com_name.ts";
import { Completions } from "./completions.ts";
import type { WindowsHost } from "./overlapped_port.ts";
import {
  type PortOptions,
  SerialError,
  type SerialPort,
  type SerialPorts,
} from "./port.ts";
import { openWindowsPort } from "./port_windows.ts";
import type { WindowsCalls } from "./windows_calls.ts";
import {
  notSerialFailure,
  ownUseFailure,
  stillClosingFailure,
} from "./windows_failure.ts";
import { within } from "./within.ts";

const patienceMs = 5000;

/** The ports of a Windows machine. */
export class WindowsSerialPorts implements SerialPorts {
  readonly #host: WindowsHost;
  readonly #open = new Set<string>();
  readonly #closing = new Map<string, Promise<void>>();
  readonly #opening = new Set<Promise<SerialPort>>();
  #closed: Promise<void> | undefined;

  /** `calls` is disposed of with this. */
  constructor(calls: WindowsCalls, clock: Clock) {
    const completions = new Completions(calls, clock);
    this.#host = { calls, completions, clock };
  }

  open(path: string, options: PortOptions): Promise<SerialPort> {
    const opening = this.#openPort(path, options)
      .finally(() => this.#opening.delete(opening));
    this.#opening.add(opening);
    return opening;
  }

  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #openPort(path: string, options: PortOptions): Promise<SerialPort> {
    this.#checkOpen();
    const com = parseComName(path);
    if (com === undefined) throw notSerialFailure(path);
    if (this.#open.has(com.name)) throw ownUseFailure(path);
    this.#open.add(com.name);
    try {
      await this.#untilClosed(com, path);
      this.#checkOpen();
      const released = (closed: Promise<void>) => this.#release(com, closed);
      const all = { ...options, path, released };
      const port = await openWindowsPort(this.#host, com, all);
      if (this.#closed !== undefined) port.close();
      this.#checkOpen();
      return port;
    } catch (error) {
      this.#open.delete(com.name);
      throw error;
    }
  }

  async #close(): Promise<void> {
    const { completions, calls, clock } = this.#host;
    const opened = Promise.allSettled(this.#opening);
    const allOpened = await within(clock, patienceMs, opened) !== undefined;
    // Where a driver hangs, its call is in a thread still: then all that it uses stays until the process ends.
    const allClosed = await completions.close();
    if (allOpened && allClosed) calls[Symbol.dispose]();
  }

  #release({ name }: ComName, closed: Promise<void>): void {
    this.#open.delete(name);
    const done = closed.finally(() => {
      if (this.#closing.get(name) === done) this.#closing.delete(name);
    });
    this.#closing.set(name, done);
  }

  /** Lets a driver finish with the handle that we gave up before. */
  async #untilClosed({ name }: ComName, path: string): Promise<void> {
    const closing = this.#closing.get(name);
    if (closing === undefined) return;
    const closed = closing.then(() => true);
    const inTime = await within(this.#host.clock, patienceMs, closed);
    if (!inTime) throw stillClosingFailure(path);
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) {
      throw new SerialError("refused", "The serial ports were closed");
    }
  }
}
