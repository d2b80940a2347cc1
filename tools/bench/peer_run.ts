import { systemClock } from "../../src/model/mod.ts";
import { backlogText } from "./backlog.ts";
import type { Order, Peer } from "./peer.ts";
import { mean, percentile } from "./sample.ts";
import { scratchFolder } from "./scratch_folder.ts";
import type { Arrival, Simulators } from "./simulators.ts";

/** What one gateway made of its orders. */
export interface PeerResult {
  readonly peer: Peer;
  /** SMS a second through a modem without latency. */
  readonly fastRate: number;
  /** The same through the modem with latency; NaN where that was left out. */
  readonly slowRate: number;
  /** From the beginning of a hand-over to the whole PDU at the modem, milliseconds. */
  readonly fromStart: Times;
  /** From its end, when the gateway has it in its queue. */
  readonly fromQueued: Times;
}

/** Milliseconds. */
export interface Times {
  readonly mean: number;
  readonly worst: number;
}

/** The modems, without and with latency; all gateways take their turns on them. */
export interface Modems {
  readonly fast: Simulators;
  readonly slow: Simulators;
}

/** A gateway that polls each second is met at any moment of its second. */
const pauseUpToMs = 1000;

/** Lets a gateway send its orders through one modem, then through the other. */
export async function measurePeer(
  peer: Peer,
  { fast, slow }: Modems,
): Promise<PeerResult> {
  const { counts } = peer;
  const { warmUp = { fast: 0, slow: 0 } } = counts;
  const atOnce = await session(peer, fast, {
    backlog: warmUp.fast + counts.fast,
    alone: counts.alone,
  });
  const inTime = counts.slow === 0 ? undefined : await session(peer, slow, {
    backlog: warmUp.slow + counts.slow,
    alone: 0,
  });
  return {
    peer,
    fastRate: rateOf(atOnce.arrivals.slice(warmUp.fast)),
    slowRate: rateOf(inTime?.arrivals.slice(warmUp.slow) ?? []),
    fromStart: timesOf(atOnce.alone.map(({ started, at }) => at - started)),
    fromQueued: timesOf(atOnce.alone.map(({ queued, at }) => at - queued)),
  };
}

/** A file system in memory on every Linux. */
const memoryFolder = "/dev/shm";

interface Session {
  readonly arrivals: readonly Arrival[];
  /** Of those that were handed over one at a time; wall milliseconds. */
  readonly alone: readonly {
    readonly started: number;
    readonly queued: number;
    readonly at: number;
  }[];
}

async function session(
  peer: Peer,
  modem: Simulators,
  { backlog, alone }: { readonly backlog: number; readonly alone: number },
): Promise<Session> {
  using folder = scratchFolder(peer.inMemory ? memoryFolder : undefined);
  const site = { folder: folder.path, modem: modem.paths[0] ?? "" };
  const orders = Array.from({ length: backlog }, newOrder);
  await using running = await peer.start(site, orders);
  const arrivals = await modem.take(backlog);
  assertEachOnce(peer, orders, arrivals);
  const times: Session["alone"][number][] = [];
  for (let count = 0; count < alone; count++) {
    await systemClock.sleep(systemClock.random() * pauseUpToMs);
    const order = newOrder();
    const started = systemClock.now();
    await running.submit(order);
    const queued = systemClock.now();
    const arrived = await modem.take(1);
    assertEachOnce(peer, [order], arrived);
    times.push({ started, queued, at: arrived[0]?.at ?? NaN });
  }
  return { arrivals, alone: times };
}

function newOrder(): Order {
  const digits = String(Math.floor(systemClock.random() * 1e9));
  return {
    recipient: `+919${digits.padStart(9, "0")}`,
    text: backlogText,
  };
}

/** A rate is worth something only where each SMS has gone out, once. */
function assertEachOnce(
  { name }: Peer,
  orders: readonly Order[],
  arrivals: readonly Arrival[],
): void {
  const sorted = (numbers: readonly string[]) => numbers.toSorted().join();
  const wanted = sorted(orders.map(({ recipient }) => recipient));
  const sent = sorted(arrivals.map(({ recipient }) => recipient));
  if (sent !== wanted) {
    throw new Error(`${name} was given ${wanted} and sent ${sent}`);
  }
}

/** SMS a second from the first to the last. */
export function rateOf(arrivals: readonly Arrival[]): number {
  const first = arrivals.at(0)?.at ?? NaN;
  const last = arrivals.at(-1)?.at ?? NaN;
  return (arrivals.length - 1) / (last - first) * 1000;
}

function timesOf(times: readonly number[]): Times {
  return { mean: mean(times), worst: percentile(times, 1) };
}
