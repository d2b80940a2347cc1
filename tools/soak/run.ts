import {
  readDeadInbox,
  readDeadQueue,
} from "../../tests/interop/support/dead_queue.ts";
import { pause } from "../../tests/interop/support/eventually.ts";
import { fromFileUrl } from "../../tests/interop/support/paths.ts";
import { Child } from "../../tests/support/child.ts";
import { countedAtMost, Gateway, type Sizes } from "./gateway.ts";
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
  /** How often the appliance is killed meanwhile, `kill -9`. */
  readonly kills: number;
  /** How many times as often as in `faults.ts` everything happens. */
  readonly harm: number;
  /** Whether `serial.trace` in the folder gets all traffic with the modems, as both ends see it. */
  readonly trace?: boolean;
  /** Is told how it goes, and after how many seconds. */
  readonly note?: (line: string, seconds: number) => void;
}

/** What came of it. */
export interface SoakResult extends SoakLedger {
  /** Replies other than 250. */
  readonly refused: readonly string[];
  /** Modems that were not usable again when time was up, and why. */
  readonly unusable: readonly string[];
  /** Seconds from the end of the faults until nothing waited and all modems were usable. */
  readonly drainSeconds: number;
  /** Of the appliance since its last start. */
  readonly sizes: Sizes;
}

/** More than the longest of all waits in `docs/internals.md`, 10 min of rest and 5 of retrying, seconds. */
const drainBound = 20 * 60;
const lookMs = 500;
const noteMs = 10_000;

/** Runs the appliance among modems to which everything happens, lets it finish in peace, and compares the books. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { folder, rate, speed } = options;
  await using network = await startNetwork(options);
  await using gateway = await Gateway.start(options);
  const load = new SoakLoad({ port: gateway.port, perSecond: rate * speed });
  const loading = load.run();
  await soakIn(options, { load, gateway });
  load.stop();
  await loading;
  options.note?.("the faults stop", options.minutes * 60);
  network.signal("SIGUSR1");
  await network.line(/^calm$/);
  const drainSeconds = await drain({ gateway, network }, speed);
  await gateway.stop();
  await network.stop();
  return {
    ...balance({
      tried: load.tried,
      promised: load.promised,
      stored: await readDeadQueue(`${folder}/queue.db`),
      inbox: await readDeadInbox(`${folder}/queue.db`),
      log: readLog(`${folder}/modems.jsonl`),
    }),
    refused: load.refused,
    unusable: gateway.unusable,
    drainSeconds,
    sizes: gateway.sizes,
  };
}

async function startNetwork(
  { folder, modems, seed, speed, harm, trace = false }: SoakOptions,
): Promise<Child> {
  const values = { folder, modems, seed, speed, harm };
  const network = new Child([
    ...[Deno.execPath(), "run", "-A", "--quiet"],
    fromFileUrl("../../../tools/soak/network.ts"),
    ...Object.entries(values).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]),
    ...trace ? ["--trace"] : [],
  ]);
  await network.line(/^ready$/);
  return network;
}

async function soakIn(
  { minutes, speed, kills, note }: SoakOptions,
  { load, gateway }: { readonly load: SoakLoad; readonly gateway: Gateway },
): Promise<void> {
  const lengthMs = minutes * 60_000 / speed;
  const began = performance.now();
  const passed = () => performance.now() - began;
  const seconds = () => Math.round(passed() * speed / 1_000);
  let killed = 0;
  let noted = 0;
  while (passed() < lengthMs) {
    await pause(lookMs);
    if (passed() > (killed + 1) * lengthMs / (kills + 1) && killed < kills) {
      killed += 1;
      await gateway.crash();
      note?.(`kill ${killed}`, seconds());
    }
    await gateway.ask();
    // The modems cannot keep up.
    load.held = gateway.waiting >= countedAtMost;
    if (passed() - noted < noteMs) continue;
    noted = passed();
    const { promised } = load;
    const { unusable, waiting, sizes } = gateway;
    note?.(
      `${promised.size} promised, ${waiting} waiting, ${unusable.length} modems not usable, ${
        Math.round(sizes.end / 2 ** 20)
      } MB`,
      seconds(),
    );
  }
}

/**
 * Waits until nothing waits, all modems are usable and all that was sent to them has been taken in, at most as long as the page
 * allows; returns how long it took.
 */
async function drain(
  { gateway, network }: { readonly gateway: Gateway; readonly network: Child },
  speed: number,
): Promise<number> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000 * speed;
  while (seconds() < drainBound) {
    await gateway.ask();
    const isEmpty = network.lines.some(({ text }) => text === "empty");
    const isDone = gateway.waiting === 0 && gateway.unusable.length === 0;
    if (isEmpty && isDone) break;
    await pause(lookMs);
  }
  return seconds();
}
