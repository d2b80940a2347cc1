import { readDeadQueue, type StoredDelivery } from "./dead_queue.ts";
import { eventually, pause } from "./eventually.ts";
import {
  chooseLife,
  faultInWords,
  type FaultKind,
  type Life,
  type Moment,
  seeded,
} from "./fault_plan.ts";
import { FaultyLibc } from "./faulty_libc.ts";
import { judge, type Judgement, type Ledger, twice } from "./ledger.ts";
import { Load, markOf } from "./load.ts";
import { Refusals } from "./refusals.ts";
import { serve, type ServedAppliance } from "./served_appliance.ts";
import { SimulatedNetwork } from "./simulated_network.ts";
import { Trouble } from "./trouble.ts";

/** How an appliance is tortured. */
export interface TortureOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly kills: number;
  /** The same seed chooses the same moments and faults, as far as the machine goes along. */
  readonly seed: number;
  /** What may go wrong besides; nothing when left out. */
  readonly faults?: readonly FaultKind[];
  readonly modems?: number;
  /** From PDU to `+CMGS`, milliseconds. */
  readonly latencyMs?: number;
  /** Told after each kill. */
  readonly note?: (line: string, kill: number) => void;
}

/** What came of it. */
export interface TortureResult extends Ledger {
  readonly judgement: Judgement & {
    /** Answered 4xx, and shown all the same where that cannot be excused. */
    readonly refusedYetShown: readonly string[];
  };
  /** Deliveries that have come to no good end. */
  readonly unfinished: readonly StoredDelivery[];
  /** Mails that arrived twice, at least in part. */
  readonly twice: ReadonlySet<string>;
  /** Mails that were answered 4xx. */
  readonly refused: ReadonlySet<string>;
  /** Those among them that arrived, in the stated window. */
  readonly cameBack: readonly string[];
  /** How many calls were made to fail. */
  readonly failedCalls: number;
  /** How often it refused to start for the disk's trouble, and said so. */
  readonly refusedStarts: number;
  /** From the last start until nothing waited any more, milliseconds. */
  readonly drainMs: number;
}

/** How an appliance lives here. */
const setup = {
  // Half a message must not become another modem's for no other reason than that the clock was wrong between two lives: nobody can
  // tell that from a long time off.
  delivery: 'resume_wait = "24h"\nretry_first = "1s"',
} as const;

/** A life in which nothing more happens is ended: after the clock was set back, what waits is looked at only within a minute. */
const longestLifeMs = 8_000;

/**
 * Kills an appliance again and again under load, amid troubles, while its modems live on, lets it finish, and compares what it
 * promised with what arrived.
 */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const { folder, kills, modems = 2, latencyMs = 50, faults = [] } = options;
  await using network = await SimulatedNetwork.start(folder, {
    modems,
    options: `latency=${latencyMs}ms`,
  });
  using libc = await FaultyLibc.build(folder, "queue.db");
  const refusals = new Refusals();
  const load = new Load({
    clients: 4,
    backlog: 40,
    ...(faults.length > 0 && { refusals }),
  });
  const scene = { folder, network, load, libc, refusals };
  const random = seeded(options.seed);
  const loading = load.run();
  const atRisk = new Set<string>();
  let refusedStarts = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const life = chooseLife(random, { kinds: faults, latencyMs });
    const started = await liveAndDie(scene, life);
    if (!started) refusedStarts += 1;
    const met = (await readDeadQueue(`${folder}/queue.db`))
      .filter(({ inFlight }) => inFlight).map(({ text }) => markOf(text));
    const fresh = met.filter((mark) => !atRisk.has(mark));
    for (const mark of met) atRisk.add(mark);
    const inFlight = `in flight ${fresh.join(" ") || "nothing"}`;
    options.note?.(`${lifeInWords(life)}, ${inFlight}`, kill);
  }
  load.stop();
  await loading;
  libc.clock(0);
  const drainMs = await drain(scene);
  const stored = await readDeadQueue(`${folder}/queue.db`);
  const ledger = ledgerOf({ load, network, stored, atRisk });
  return {
    ...ledger,
    judgement: {
      ...judge(ledger),
      refusedYetShown: refusals.wronglyShown(ledger.shown),
    },
    unfinished: stored.filter(({ state }) =>
      state !== "sent" && state !== "delivered"
    ),
    twice: twice(ledger),
    refused: refusals.refused,
    cameBack: refusals.rightlyShown(ledger.shown),
    failedCalls: libc.failed,
    refusedStarts,
    drainMs,
  };
}

interface Scene {
  readonly folder: string;
  readonly network: SimulatedNetwork;
  readonly load: Load;
  readonly libc: FaultyLibc;
  readonly refusals: Refusals;
}

/** The last life: without troubles, until everything has gone out. Returns how long that took, milliseconds. */
async function drain({ folder, network, libc }: Scene): Promise<number> {
  const startedAt = performance.now();
  await using appliance = await serve({
    folder,
    modems: network.ports,
    under: libc.under,
    ...setup,
  });
  await appliance.drained();
  const drainMs = performance.now() - startedAt;
  await appliance.stop();
  await network.stop();
  return drainMs;
}

/** Whether it started at all at first: with a disk in trouble it may refuse to. */
async function liveAndDie(scene: Scene, life: Life): Promise<boolean> {
  const { load, libc, refusals } = scene;
  using trouble = new Trouble(libc, life.fault);
  const { appliance, refused } = await begin(scene, trouble);
  await using _ = appliance;
  load.serverAt(appliance.port);
  trouble.begin();
  await until(scene, life.death, { appliance, trouble });
  await appliance.child.kill();
  load.serverAt(undefined);
  trouble.end();
  refusals.killed(trouble.failedSyncs);
  return !refused;
}

/** Starts it, for a second time when the disk's trouble keeps it from starting, as a service manager would. */
async function begin(
  { folder, network, libc }: Scene,
  trouble: Trouble,
): Promise<
  { readonly appliance: ServedAppliance; readonly refused: boolean }
> {
  const options = {
    folder,
    modems: network.ports,
    under: libc.under,
    ...setup,
  };
  try {
    return { appliance: await serve(options), refused: false };
  } catch (error) {
    const text = error instanceof Error ? error.message : "";
    const said =
      /Cannot (?:open|lock) the queue|The queue.s database cannot be used/;
    if (!trouble.isOn || !said.test(text)) throw error;
  }
  trouble.end();
  return { appliance: await serve(options), refused: true };
}

/** Waits for the moment, and keeps the load informed, which must not send faster than the modems do. */
async function until(
  { network, load }: Scene,
  death: Moment,
  { appliance, trouble }: {
    readonly appliance: ServedAppliance;
    readonly trouble: Trouble;
  },
): Promise<void> {
  const { child } = appliance;
  const seen = () => {
    switch (death.after) {
      case "promises":
        return load.promised.size;
      case "segments":
        return network.segments.length;
      case "fault":
        return trouble.begun ? 1 : 0;
    }
  };
  network.update();
  const wanted = death.after === "fault" ? 1 : seen() + death.count;
  const deadline = performance.now() + longestLifeMs;
  await eventually(() => {
    if (child.ended) throw new Error(`It ended by itself:\n${child.output}`);
    network.update();
    load.arrived(shownBy(network));
    return seen() >= wanted || performance.now() > deadline;
  }, `${wanted} ${death.after}`);
  await pause(death.jitterMs);
}

function lifeInWords({ fault, death }: Life): string {
  const moment = death.after === "fault"
    ? "in it"
    : `${death.count} ${death.after}`;
  return `${faultInWords(fault)}; ${moment} + ${death.jitterMs} ms`;
}

function ledgerOf(
  { load, network, stored, atRisk }: Pick<Scene, "load" | "network"> & {
    readonly stored: readonly StoredDelivery[];
    readonly atRisk: ReadonlySet<string>;
  },
): Ledger {
  return {
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
}

function shownBy(network: SimulatedNetwork): ReadonlySet<string> {
  return new Set(network.messages.map(({ text }) => markOf(text)));
}
