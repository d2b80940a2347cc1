import { systemClock } from "../../src/model/mod.ts";
import { fromSources } from "./appliance.ts";
import { Child } from "./child.ts";
import type { ScratchFolder } from "./scratch_folder.ts";

/** One segment that a simulated network took. */
export interface Arrival {
  /** The modem's port. */
  readonly sender: string;
  /** The number of the phone that it is for. */
  readonly recipient: string;
  /** Wall milliseconds. */
  readonly at: number;
}

/** Simulated modems on pseudo-terminals, in a process of their own. */
export interface Simulators extends AsyncDisposable {
  /** The ports. */
  readonly paths: readonly string[];
  /** Waits until the network has taken `count` segments since it was last asked, and returns them. */
  take(count: number): Promise<readonly Arrival[]>;
}

const pollMs = 25;
const patienceMs = 60_000;

/** The ports of modems that are switched on later. */
export function portsIn(folder: ScratchFolder, modems: number): string[] {
  return Array.from(
    { length: modems },
    (_, index) => folder.file(`modem${index}`),
  );
}

/** Switches modems on. `options` are those of a port "sim:". */
export async function startSimulators(
  folder: ScratchFolder,
  setup: { readonly modems: number; readonly options?: string | undefined },
): Promise<Simulators> {
  const { modems, options = "" } = setup;
  const paths = portsIn(folder, modems);
  const log = folder.file("arrivals.jsonl");
  const child = Child.start(Deno.execPath(), [
    ...fromSources,
    "simulate",
    ...paths.flatMap((path) => ["--pty", path]),
    ...["--options", options],
    ...["--log", log],
    "--quiet",
  ]);
  await child.line(/^Simulated modem at/);
  const file = Deno.openSync(log);
  const reader = new ArrivalReader(file);
  return {
    paths,
    take: (wanted) => reader.take(wanted),
    async [Symbol.asyncDispose]() {
      file.close();
      await child[Symbol.asyncDispose]();
    },
  };
}

/** Reads a simulator's log while it grows. */
class ArrivalReader {
  readonly #file: Deno.FsFile;
  readonly #decoder = new TextDecoder();
  readonly #buffer = new Uint8Array(1 << 16);
  #rest = "";

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  async take(count: number): Promise<readonly Arrival[]> {
    const deadline = systemClock.monotonic() + patienceMs;
    const arrivals: Arrival[] = [];
    while (arrivals.length < count) {
      arrivals.push(...this.#readMore());
      if (systemClock.monotonic() > deadline) {
        throw new Error(`${arrivals.length} of ${count} SMS in a minute`);
      }
      await systemClock.sleep(pollMs);
    }
    return arrivals;
  }

  #readMore(): readonly Arrival[] {
    let text = this.#rest;
    for (;;) {
      const count = this.#file.readSync(this.#buffer);
      if (count === null) break;
      const bytes = this.#buffer.subarray(0, count);
      text += this.#decoder.decode(bytes, { stream: true });
    }
    const lines = text.split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.map((line) => JSON.parse(line))
      .filter(({ event }) => event === "segment")
      .map(({ sender, recipient, at }) => ({ sender, recipient, at }));
  }
}
