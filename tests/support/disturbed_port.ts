import type { Clock } from "../../src/model/mod.ts";
import type { PortRead, SerialPort } from "../../src/modem/serial/mod.ts";

/** Bytes as characters of the same number, and when they come: so long after those before, milliseconds. */
export interface Piece {
  readonly text: string;
  readonly delayMs?: number;
}

/** What becomes of the bytes of one read. */
export type Disturbance = (text: string) => readonly Piece[];

/** A port whose reads bring what a disturbance makes of them. */
export class DisturbedPort implements SerialPort {
  readonly path: string;
  readonly #port: SerialPort;
  readonly #clock: Clock;
  readonly #disturb: Disturbance;
  readonly #waiting: Piece[] = [];

  constructor(
    port: SerialPort,
    { clock, disturb }: {
      readonly clock: Clock;
      readonly disturb: Disturbance;
    },
  ) {
    this.path = port.path;
    this.#port = port;
    this.#clock = clock;
    this.#disturb = disturb;
  }

  async read(): Promise<PortRead> {
    while (this.#waiting.length === 0) {
      const read = await this.#port.read();
      if (read.kind === "lost") return read;
      const text = new TextDecoder("latin1").decode(read.bytes);
      this.#waiting.push(...this.#disturb(text));
    }
    const [piece = { text: "" }] = this.#waiting.splice(0, 1);
    const { delayMs = 0, text } = piece;
    if (delayMs > 0) await this.#clock.sleep(delayMs);
    const bytes = Uint8Array.from(text, (it) => it.charCodeAt(0));
    return { kind: "data", bytes };
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#port.write(bytes);
  }

  flush(): void {
    this.#waiting.length = 0;
    this.#port.flush();
  }

  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    this.#port.setLines(lines);
  }

  close(): void {
    this.#waiting.length = 0;
    this.#port.close();
  }
}

/** Cuts every answer at this place, and gives the second half later. */
export function cutAt(place: number, delayMs = 0): Disturbance {
  return (text) =>
    text.length <= place ? [{ text }] : [
      { text: text.slice(0, place) },
      { text: text.slice(place), delayMs },
    ];
}

/** One byte at a time. */
export function trickle(delayMs: number): Disturbance {
  return (text) => Array.from(text, (it) => ({ text: it, delayMs }));
}

/** Replaces texts. */
export function rewritten(
  ...changes: readonly (readonly [from: RegExp, to: string])[]
): Disturbance {
  return (text) => [{
    text: changes.reduce((it, [from, to]) => it.replaceAll(from, to), text),
  }];
}

/** Gives every echo only behind the next answer, which is in the middle of the next command. `late` counts them. */
export function lateEcho(): { readonly disturb: Disturbance; late(): number } {
  let held = "";
  let count = 0;
  const echoes = /AT[^\r\n]*\r(?!\n)|^[0-9A-F]{20,}(?=$|\r)/g;
  return {
    disturb(text) {
      const rest = text.replaceAll(echoes, "");
      const given = rest === "" ? "" : rest + held;
      if (rest !== "") held = "";
      for (const [echo] of text.matchAll(echoes)) {
        held += `${echo.trimEnd()}\r`;
        count += 1;
      }
      return given === "" ? [] : [{ text: given }];
    },
    late: () => count,
  };
}

/**
 * Puts something at one boundary of lines, counted from 0 over the whole conversation: before a line, behind one, or behind
 * the prompt. `passed` tells whether there was such a boundary.
 */
export function inserted(
  what: string,
  boundary: number,
): { readonly disturb: Disturbance; passed(): boolean } {
  let seen = 0;
  const put = () => seen++ === boundary ? what : "";
  return {
    // A two-line URC is one thing.
    disturb: (text) => [{
      text: put() +
        text.replaceAll(
          /(?:\+CDS: \d+\r\n\r\n)?[^\r\n>]+\r\n|> /g,
          (it) => it + put(),
        ),
    }],
    passed: () => seen > boundary,
  };
}
