import type { SerialError } from "./port.ts";

interface Waiting {
  rest: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: SerialError) => void;
}

const done: Promise<void> = Promise.resolve();

/** Bytes on their way to a device that takes what it can: those it takes at once cost no wait. */
export class Outbox {
  readonly #send: (bytes: Uint8Array) => number;
  #waiting: Waiting[] = [];
  #failure: SerialError | undefined;

  /** `send` returns how many bytes the device took, 0 when it takes none now; it may call `fail`. */
  constructor(send: (bytes: Uint8Array) => number) {
    this.#send = send;
  }

  /** Whether bytes wait for the device. */
  get blocked(): boolean {
    return this.#waiting.length > 0;
  }

  /** As `SerialPort.write`. */
  write(bytes: Uint8Array): Promise<void> {
    const sent = this.blocked || this.#failure ? 0 : this.#sendMost(bytes);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (sent === bytes.length && !this.blocked) return done;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rest: bytes.slice(sent), resolve, reject });
    });
  }

  /** Goes on sending; called when the device may take more. */
  resume(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      next.rest = next.rest.subarray(this.#sendMost(next.rest));
      // A send that found the device gone has emptied the queue by `fail`.
      if (next.rest.length > 0 || this.#waiting[0] !== next) return;
      this.#waiting.shift();
      next.resolve();
    }
  }

  /** Throws away what waits; its writes count as done. */
  clear(): void {
    const dropped = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of dropped) resolve();
  }

  /** Rejects what waits and every later write. The first failure stays. */
  fail(error: SerialError): void {
    this.#failure ??= error;
    const failed = this.#waiting;
    this.#waiting = [];
    for (const { reject } of failed) reject(this.#failure);
  }

  #sendMost(bytes: Uint8Array): number {
    let sent = 0;
    while (sent < bytes.length) {
      const taken = this.#send(sent === 0 ? bytes : bytes.subarray(sent));
      if (taken === 0) break;
      sent += taken;
    }
    return sent;
  }
}
