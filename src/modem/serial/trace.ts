import type { Clock } from "../../model/mod.ts";
import type { PortRead, SerialPort } from "./port.ts";

/**
 * The same port, with a line to `write` for everything that passes: time, path, `>` (to the device), `<` (from it) or
 * `!` (what else happened), and the bytes with all that is not printable escaped. PINs and passwords are stars.
 */
export function tracePort(
  port: SerialPort,
  write: (line: string) => void,
  clock: Clock,
): SerialPort {
  const note = (mark: string, text: string) =>
    write(
      `${new Date(clock.now()).toISOString()} ${port.path} ${mark} ${text}`,
    );
  return new TracedPort(port, note);
}

class TracedPort implements SerialPort {
  readonly path: string;
  readonly #port: SerialPort;
  readonly #note: (mark: "<" | ">" | "!", text: string) => void;
  readonly #written = new SecretMask();
  readonly #received = new SecretMask();

  constructor(
    port: SerialPort,
    note: (mark: "<" | ">" | "!", text: string) => void,
  ) {
    this.path = port.path;
    this.#port = port;
    this.#note = note;
  }

  async read(): Promise<PortRead> {
    const read = await this.#port.read();
    switch (read.kind) {
      case "data":
        this.#note("<", this.#received.show(read.bytes));
        break;
      case "lost":
        this.#note("!", `lost: ${read.reason}`);
        break;
      default:
        read satisfies never;
    }
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#note(">", this.#written.show(bytes));
    return this.#port.write(bytes);
  }

  flush(): void {
    this.#note("!", "flush");
    this.#port.flush();
  }

  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    const levels = Object.entries(lines).map(([name, up]) => `${name}=${up}`);
    this.#note("!", `lines ${levels.join(" ")}`);
    this.#port.setLines(lines);
  }

  close(): void {
    this.#note("!", "close");
    this.#port.close();
  }
}

// Commands whose arguments hold a PIN, PUK or password: TS 27.007 §8.3, §7.4, §7.5.
const secretCommand = /(?:CPIN2?|CLCK|CPWD)\s*=/i;
const longestCommand = 256;

/** Shows one direction of the wire; it remembers the line so far, since a chunk may end anywhere in it. */
class SecretMask {
  #line = "";
  #secret = false;

  show(bytes: Uint8Array): string {
    let shown = "";
    for (const byte of bytes) shown += this.#next(byte);
    return shown;
  }

  #next(byte: number): string {
    const character = String.fromCharCode(byte);
    if (character === "\r" || character === "\n") {
      this.#line = "";
      this.#secret = false;
      return escaped(byte);
    }
    if (this.#secret) return '",; '.includes(character) ? character : "*";
    // The end of a line without end is kept, so that a command after garbage is still seen.
    this.#line = (this.#line + character).slice(-longestCommand);
    if (character === "=") this.#secret = secretCommand.test(this.#line);
    return escaped(byte);
  }
}

const names: ReadonlyMap<number, string> = new Map([
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x5c, "\\\\"],
]);

function escaped(byte: number): string {
  const name = names.get(byte);
  if (name !== undefined) return name;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
