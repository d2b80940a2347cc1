import {
  type PortRead,
  SerialError,
  type SerialPort,
} from "../../../src/modem/serial/mod.ts";
import { type Frame, FramedConn } from "../support/frames.ts";

interface Asked {
  readonly kind: string;
  readonly answer: (frame: Frame) => void;
}

/** The far end of a COM port, which the machine around this Windows holds; see `ModemFarm`. */
export class FarEnd implements SerialPort {
  readonly path: string;
  readonly #conn: FramedConn;
  readonly #asked: Asked[] = [];
  readonly #over: Promise<void>;
  #reading = false;
  #flushed: Promise<unknown> = Promise.resolve();

  private constructor(path: string, conn: FramedConn) {
    this.path = path;
    this.#conn = conn;
    this.#over = this.#listen();
  }

  /** Plugs a modem into COM `number`. */
  static async plugIn(farm: number, number: number): Promise<FarEnd> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: farm });
    const far = new FarEnd(`far end of COM${number}`, new FramedConn(conn));
    await far.#ask("O", new TextEncoder().encode(String(number)));
    return far;
  }

  /** Settles when the last `flush` is done at the far side. */
  get flushed(): Promise<unknown> {
    return this.#flushed;
  }

  async read(): Promise<PortRead> {
    if (this.#reading) throw new Error("A read is pending already");
    this.#reading = true;
    const { kind, bytes } = await this.#ask("R");
    this.#reading = false;
    if (kind === "R") return { kind: "data", bytes };
    return { kind: "lost", reason: new TextDecoder().decode(bytes.slice(1)) };
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { kind } = await this.#ask("W", bytes);
    if (kind === "L") throw new SerialError("lost", `${this.path} is lost`);
  }

  flush(): void {
    this.#flushed = this.#ask("F");
  }

  setLines(): void {
    // A pseudo-terminal has none.
  }

  close(): void {
    void this.#ask("X");
  }

  /** Hangs up; the port is unplugged by then. */
  async end(): Promise<void> {
    await this.#ask("X");
    this.#conn[Symbol.dispose]();
    await this.#over;
  }

  async #ask(kind: string, bytes?: Uint8Array): Promise<Frame> {
    const answered = new Promise<Frame>((answer) =>
      this.#asked.push({ kind, answer })
    );
    await this.#conn.send(kind, bytes);
    return await answered;
  }

  async #listen(): Promise<void> {
    for (;;) {
      const frame = await this.#conn.receive();
      if (frame === undefined) break;
      const kind = frame.kind === "L"
        ? String.fromCharCode(frame.bytes[0] ?? 0)
        : frame.kind;
      const at = this.#asked.findIndex((asked) => asked.kind === kind);
      const [asked] = at < 0 ? [] : this.#asked.splice(at, 1);
      asked?.answer(frame);
    }
    const bytes = new TextEncoder().encode("?The farm is gone");
    for (const { answer } of this.#asked) answer({ kind: "L", bytes });
  }
}
