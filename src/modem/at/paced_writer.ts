import type { Clock, Timer } from "../../model/mod.ts";
import type { SerialPort } from "../serial/mod.ts";

/** Between two pieces; what Kannel gives Nokia phones, gw/smsc/smsc_at.c. */
const pauseMs = 10;

const encoder = new TextEncoder();

/** Writes to a port in pieces that its modem can take. */
export class PacedWriter {
  /** Characters of a piece; 0 for all at once. */
  chunk = 0;
  readonly #port: SerialPort;
  readonly #clock: Clock;
  readonly #failed: (error: unknown) => void;
  #waiting = "";
  #timer: Timer | undefined;

  /** `failed` is called when the port takes nothing more. */
  constructor(
    port: SerialPort,
    { clock, failed }: {
      readonly clock: Clock;
      readonly failed: (error: unknown) => void;
    },
  ) {
    this.#port = port;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Writes now what fits, and the rest piece by piece; behind what still waits. */
  write(text: string): void {
    this.#waiting += text;
    if (this.#timer === undefined) this.#next();
  }

  /** Forgets what was not written yet: nobody wants to know it any more. */
  drop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting = "";
  }

  #next(): void {
    this.#timer = undefined;
    const size = this.chunk > 0 ? this.chunk : this.#waiting.length;
    const piece = this.#waiting.slice(0, size);
    this.#waiting = this.#waiting.slice(size);
    this.#port.write(encoder.encode(piece)).then(undefined, this.#failed);
    if (this.#waiting === "") return;
    this.#timer = this.#clock.after(pauseMs, () => this.#next());
  }
}
