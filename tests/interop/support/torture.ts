import { readDeadQueue, type StoredDelivery } from "./dead_queue.ts";
import { eventually, pause } from "./eventually.ts";
import { judge, type Judgement, type Ledger, twice } from "./ledger.ts";
import { Load, markOf } from "./load.ts";
import { serve, type ServedAppliance } from "./served_appliance.ts";
import { SimulatedNetwork } from "./simulated_network.ts";

/** How an appliance is tortured. */
export interface TortureOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly kills: number;
  /** The same seed chooses the same moments, as far as the machine goes along. */
  readonly seed: number;
  readonly modems?: number;
  /** From PDU to `+CMGS`, milliseconds. */
  readonly latencyMs?: number;
  readonly note?: (line: string) => void;
}

/** What came of it. */
export interface TortureResult extends Ledger {
  readonly judgement: Judgement;
  /** Deliveries that have come to no good end. */
  readonly unfinished: readonly StoredDelivery[];
  /** Mails that arrived twice, at least in part. */
  readonly twice: ReadonlySet<string>;
}

/** One moment of death. */
interface Moment {
  readonly after: "promises" | "segments";
  /** So many of them, counted from the start of this life… */
  readonly count: number;
  /** …and then so long, milliseconds: less than a modem's latency or a little more. */
  readonly jitterMs: number;
}

/**
 * Kills an appliance again and again under load while its modems live on, lets it finish, and compares what it promised with
 * what arrived.
 */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const { folder, kills, modems = 2, latencyMs = 50 } = options;
  await using network = await SimulatedNetwork.start(folder, {
    modems,
    options: `latency=${latencyMs}ms`,
  });
  const load = new Load({ clients: 4, backlog: 40 });
  const random = seeded(options.seed);
  const loading = load.run();
  const atRisk = new Set<string>();
  for (let kill = 1; kill <= kills; kill++) {
    const moment = chooseMoment(random, latencyMs);
    await liveAndDie({ network, load, ...options }, moment);
    const met = (await readDeadQueue(`${folder}/queue.db`))
      .filter(({ inFlight }) => inFlight).map(({ text }) => markOf(text));
    const fresh = met.filter((mark) => !atRisk.has(mark));
    for (const mark of met) atRisk.add(mark);
    options.note?.(
      `kill ${kill}: ${moment.count} ${moment.after} + ${moment.jitterMs} ms, ` +
        `in flight ${fresh.join(" ") || "nothing"}`,
    );
  }
  load.stop();
  await loading;
  const appliance = await serve({ folder, modems: network.ports });
  await using _ = appliance;
  await appliance.drained();
  await appliance.stop();
  await network.stop();
  const stored = await readDeadQueue(`${folder}/queue.db`);
  return resultOf({ load, network, stored, atRisk });
}

interface Scene {
  readonly folder: string;
  readonly network: SimulatedNetwork;
  readonly load: Load;
}

function chooseMoment(random: () => number, latencyMs: number): Moment {
  return {
    after: random() < 0.5 ? "promises" : "segments",
    count: 1 + Math.floor(30 * random()),
    jitterMs: Math.floor(1.5 * latencyMs * random()),
  };
}

async function liveAndDie(scene: Scene, moment: Moment): Promise<void> {
  const { folder, network, load } = scene;
  await using appliance = await serve({ folder, modems: network.ports });
  load.serverAt(appliance.port);
  await until(scene, moment, appliance);
  await appliance.child.kill();
  load.serverAt(undefined);
}

/** Waits for the moment, and keeps the load informed, which must not send faster than the modems do. */
async function until(
  { network, load }: Scene,
  { after, count, jitterMs }: Moment,
  { child }: ServedAppliance,
): Promise<void> {
  const seen = () =>
    after === "promises" ? load.promised.size : network.segments.length;
  network.update();
  const wanted = seen() + count;
  await eventually(() => {
    if (child.ended) throw new Error(`It ended by itself:\n${child.output}`);
    network.update();
    load.arrived(shownBy(network));
    return seen() >= wanted;
  }, `${wanted} ${after}`);
  await pause(jitterMs);
}

function resultOf(
  { load, network, stored, atRisk }: Pick<Scene, "load" | "network"> & {
    readonly stored: readonly StoredDelivery[];
    readonly atRisk: ReadonlySet<string>;
  },
): TortureResult {
  const ledger: Ledger = {
    promised: load.promised,
    tried: load.tried,
    shown: network.messages.map(({ text }) => markOf(text)),
    segments: network.segments.map(({ text, part }) => ({
      mail: markOf(text),
      part,
    })),
    atRisk,
    marked: new Set(
      stored.filter(({ possibleDuplicate }) => possibleDuplicate)
        .map(({ text }) => markOf(text)),
    ),
  };
  return {
    ...ledger,
    judgement: judge(ledger),
    unfinished: stored.filter(({ state }) =>
      state !== "sent" && state !== "delivered"
    ),
    twice: twice(ledger),
  };
}

function shownBy(network: SimulatedNetwork): ReadonlySet<string> {
  return new Set(network.messages.map(({ text }) => markOf(text)));
}

/** A series of numbers from 0 up to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
