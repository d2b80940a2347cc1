import type { PortRead, SerialPort } from "../../src/modem/serial/mod.ts";

/**
 * One pseudo-terminal, and the bytes that the kernel has on their way from one of its ends to the other: for who moves a
 * clock by hand, which must stand still while there are any.
 */
export class TerminalWire {
  /** The modem's end. */
  readonly far: SerialPort;
  readonly #under = { toNear: 0, toFar: 0 };
  #isOpen = false;
  /** The modem is gone, and whoever has the port open has not heard of it yet. */
  #isLossUnderWay = false;

  constructor(far: SerialPort) {
    this.far = new CountedEnd(far, {
      wrote: (count) => {
        // While nobody has the port open, what comes is dropped when somebody opens it.
        if (this.#isOpen) this.#under.toNear += count;
      },
      took: (count) => {
        this.#under.toFar = Math.max(0, this.#under.toFar - count);
      },
      ended: () => {
        this.#isLossUnderWay = this.#isOpen;
        this.#dropAll();
      },
    });
  }

  /** Whether bytes, or word of the loss, have not reached their reader yet. */
  get isBusy(): boolean {
    return this.#isLossUnderWay || this.#under.toNear > 0 ||
      this.#under.toFar > 0;
  }

  /** The end that a program has just opened. */
  near(port: SerialPort): SerialPort {
    this.#dropAll();
    this.#isOpen = true;
    return new CountedEnd(port, {
      wrote: (count) => this.#under.toFar += count,
      took: (count) => {
        this.#under.toNear = Math.max(0, this.#under.toNear - count);
      },
      ended: () => {
        this.#isOpen = false;
        this.#isLossUnderWay = false;
        this.#dropAll();
      },
    });
  }

  #dropAll(): void {
    this.#under.toNear = 0;
    this.#under.toFar = 0;
  }
}

/** Who counts what passes an end. */
interface Counter {
  wrote(count: number): void;
  took(count: number): void;
  ended(): void;
}

/** Counts until its end, which it tells once: a read that was pending then ends only later. */
class CountedEnd implements SerialPort {
  readonly path: string;
  readonly #port: SerialPort;
  readonly #counter: Counter;
  #hasEnded = false;

  constructor(port: SerialPort, counter: Counter) {
    this.path = port.path;
    this.#port = port;
    this.#counter = counter;
  }

  async read(): Promise<PortRead> {
    const read = await this.#port.read();
    if (read.kind === "lost") this.#end();
    else if (!this.#hasEnded) this.#counter.took(read.bytes.length);
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.#hasEnded) this.#counter.wrote(bytes.length);
    return this.#port.write(bytes);
  }

  flush(): void {
    this.#port.flush();
  }

  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    this.#port.setLines(lines);
  }

  close(): void {
    this.#port.close();
    this.#end();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#counter.ended();
  }
}
