import { Child } from "../../support/child.ts";
import { eventually } from "./eventually.ts";
import { program } from "./served_appliance.ts";

/** A line of the log of `cellpost simulate`, as far as the tests read it. */
interface LogLine {
  readonly event: "segment" | "message";
  readonly recipient: string;
  readonly text: string;
  readonly concatenation?: { readonly sequence: number };
}

/** Something that reached a phone. */
export interface Arrival {
  readonly recipient: string;
  readonly text: string;
  /** The segment's place in its message, from 1; 1 for a whole message. */
  readonly part: number;
}

/** Modems on pseudo-terminals in a process of their own, which outlives any appliance, and what their phones got. */
export class SimulatedNetwork implements AsyncDisposable {
  /** The ports of the modems. */
  readonly ports: readonly string[];
  readonly segments: Arrival[] = [];
  readonly messages: Arrival[] = [];
  readonly #child: Child;
  readonly #log: Deno.FsFile;
  readonly #buffer = new Uint8Array(65_536);
  readonly #decoder = new TextDecoder();
  #rest = "";

  private constructor(
    child: Child,
    ports: readonly string[],
    log: Deno.FsFile,
  ) {
    this.#child = child;
    this.ports = ports;
    this.#log = log;
  }

  /** Starts so many modems, each with these options of a port `sim:`. */
  static async start(
    folder: string,
    { modems, options }: { readonly modems: number; readonly options: string },
  ): Promise<SimulatedNetwork> {
    const ports = Array.from({ length: modems }, (_, i) => `${folder}/tty${i}`);
    const log = `${folder}/phones.jsonl`;
    const child = new Child([
      ...program,
      ...["simulate", "--quiet", "--options", options, "--log", log],
      ...ports.flatMap((port) => ["--pty", port]),
    ]);
    await child.line(/^Simulated modem at /);
    const file = await Deno.open(log, { read: true });
    return new SimulatedNetwork(child, ports, file);
  }

  /** Reads what has come since. */
  update(): void {
    for (;;) {
      const count = this.#log.readSync(this.#buffer) ?? 0;
      if (count === 0) return;
      const bytes = this.#buffer.subarray(0, count);
      this.#rest += this.#decoder.decode(bytes, { stream: true });
      const lines = this.#rest.split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#take(JSON.parse(line));
    }
  }

  /** Waits until so many segments have come since the start. */
  async segmentsCome(count: number): Promise<void> {
    await eventually(() => {
      this.update();
      return this.segments.length >= count;
    }, `${count} segments`);
  }

  /** Ends the modems, having read all that came. */
  async stop(): Promise<void> {
    await this.#child.stop();
    this.update();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.kill();
    this.#log.close();
  }

  #take({ event, recipient, text, concatenation }: LogLine): void {
    const arrival = { recipient, text, part: concatenation?.sequence ?? 1 };
    if (event === "segment") this.segments.push(arrival);
    else this.messages.push(arrival);
  }
}
