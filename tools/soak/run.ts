import type { Operations } from "../../src/control/mod.ts";
import { Child } from "../../tests/support/child.ts";
import { readDeadQueue } from "../../tests/interop/support/dead_queue.ts";
import { pause } from "../../tests/interop/support/eventually.ts";
import { fromFileUrl } from "../../tests/interop/support/paths.ts";
import {
  serve,
  type ServedAppliance,
} from "../../tests/interop/support/served_appliance.ts";
import { balance, type SoakLedger } from "./ledger.ts";
import { SoakLoad } from "./load.ts";
import { readLog } from "./log.ts";

/** How an appliance is soaked. Minutes and rates are of the appliance's own time. */
export interface SoakOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly minutes: number;
  readonly modems: number;
  /** The same seed makes the same chances; when they come is up to the machine. */
  readonly seed: number;
  /** How many times faster than the clock on the wall time runs. */
  readonly speed: number;
  /** Mails a second. */
  readonly rate: number;
  readonly note?: (line: string) => void;
}

/** What came of it. */
export interface SoakResult extends SoakLedger {
  readonly mails: number;
  /** Replies other than 250. */
  readonly refused: readonly string[];
  /** Modems that were not usable again when time was up, and why. */
  readonly unusable: readonly string[];
  /** Seconds from the end of the faults until nothing waited and all modems were usable. */
  readonly drainSeconds: number;
  /** Memory of the appliance, bytes: with the first mails, at most, and at the end. */
  readonly rss: {
    readonly start: number;
    readonly most: number;
    readonly end: number;
  };
}

/** More than the longest of all waits in `docs/internals.md`, 10 min of rest and 5 of retrying, seconds. */
const drainBound = 20 * 60;
/** What may wait at most before no more is mailed. */
const backlog = 1_000;

const delivery = `retry_max = "1m"
uncertain_wait = "20s"
resume_wait = "1m"`;

/** Runs the appliance among modems to which everything happens, lets it finish in peace, and compares the books. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { folder, modems, speed } = options;
  await using network = await startNetwork(options);
  await using appliance = await serve({
    folder,
    delivery,
    modems: Array.from({ length: modems }, (_, at) => `${folder}/tty${at}`),
    ...(speed !== 1 && { command: fastAppliance(speed) }),
  });
  const watch = new Watch(appliance, await appliance.operations());
  const load = new SoakLoad({
    port: appliance.port,
    perSecond: options.rate * speed,
  });
  const loading = load.run();
  await soakFor(options, { load, watch });
  load.stop();
  await loading;
  options.note?.("the faults stop");
  network.signal("SIGUSR1");
  await network.line(/^calm$/);
  const drainSeconds = await drain(watch, speed);
  const { unusable } = watch;
  watch.look();
  await appliance.stop();
  await network.stop();
  return {
    ...balance({
      promised: load.promised,
      stored: await readDeadQueue(`${folder}/queue.db`),
      log: readLog(`${folder}/modems.jsonl`),
    }),
    mails: load.mails,
    refused: load.refused,
    unusable,
    drainSeconds,
    rss: watch.rss,
  };
}

async function startNetwork(
  { folder, modems, seed, speed }: SoakOptions,
): Promise<Child> {
  const values = { folder, modems, seed, speed };
  const network = new Child([
    ...[Deno.execPath(), "run", "-A", "--quiet"],
    fromFileUrl("../../../tools/soak/network.ts"),
    ...Object.entries(values).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]),
  ]);
  await network.line(/^ready$/);
  return network;
}

function fastAppliance(speed: number): readonly string[] {
  const file = fromFileUrl("../../../tools/soak/fast_appliance.ts");
  return [Deno.execPath(), "run", "-A", "--quiet", file, String(speed)];
}

/** What is seen of a running appliance from outside. */
class Watch {
  waiting = 0;
  unusable: readonly string[] = [];
  readonly #appliance: ServedAppliance;
  readonly #operations: Operations;
  #sizes: number[] = [];

  constructor(appliance: ServedAppliance, operations: Operations) {
    this.#appliance = appliance;
    this.#operations = operations;
  }

  get rss(): SoakResult["rss"] {
    const [start = 0] = this.#sizes;
    const end = this.#sizes.at(-1) ?? 0;
    return { start, most: Math.max(...this.#sizes), end };
  }

  /** Takes the appliance's size; throws when it is gone. */
  look(): void {
    const { child, pid } = this.#appliance;
    if (child.ended) throw new Error(`It ended by itself:\n${child.output}`);
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const [, kilobytes] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
    this.#sizes.push(Number(kilobytes) * 1024);
  }

  /** Asks it what waits and how its modems are. */
  async ask(): Promise<void> {
    this.look();
    const counts = await Promise.all(
      (["queued", "sending", "uncertain", "held"] as const).map(
        async (state) =>
          (await this.#operations.list({ state, limit: backlog })).length,
      ),
    );
    this.waiting = counts.reduce((sum, count) => sum + count);
    this.unusable = (await this.#operations.modems({}))
      .filter(({ name, state }) => name !== "" && state !== "usable")
      .map(({ name, state, detail }) => `${name} ${state}: ${detail}`);
  }
}

async function soakFor(
  { minutes, speed, note }: SoakOptions,
  { load, watch }: { readonly load: SoakLoad; readonly watch: Watch },
): Promise<void> {
  const end = performance.now() + minutes * 60_000 / speed;
  let noted = performance.now();
  while (performance.now() < end) {
    await pause(500);
    await watch.ask();
    load.held = watch.waiting >= backlog;
    if (performance.now() - noted < 10_000) continue;
    noted = performance.now();
    note?.(
      `${load.promised.size} promised, ${watch.waiting} waiting, ${watch.unusable.length} modems not usable`,
    );
  }
}

async function drain(watch: Watch, speed: number): Promise<number> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000 * speed;
  while (seconds() < drainBound) {
    await watch.ask();
    if (watch.waiting === 0 && watch.unusable.length === 0) break;
    await pause(500);
  }
  return seconds();
}
