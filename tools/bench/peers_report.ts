import type { PeerCounts } from "./peer.ts";
import type { PeerResult, Times } from "./peer_run.ts";
import { alignRows, type Figure } from "./table.ts";

/** A sender that does nothing but send, on the same modems: what there is to be had. */
export interface BareResult {
  /** SMS a second. */
  readonly fastRate: number;
  readonly slowRate: number;
  /** From a PDU's end to the answer of the modem with latency, mean, milliseconds. */
  readonly answerMs: number;
}

/** All that was measured in one run. */
export interface PeersReport {
  readonly bare: BareResult;
  readonly results: readonly PeerResult[];
}

/** What we must reach. */
export function targetsOf({ bare, results }: PeersReport): readonly Figure[] {
  const ours = results.filter(({ peer }) => peer.name === ourName);
  const theirs = results.filter(({ peer }) => peer.name !== ourName);
  const onDisk = bestOf(ours, false);
  const smsd = theirs.find(({ peer }) => peer.name === "smsd");
  return [
    {
      what: "no latency: SMS/s against smsd near its defaults",
      value: onDisk.fastRate / (smsd?.fastRate ?? NaN),
      unit: "×",
      bar: { atLeast: 100 },
    },
    ...[false, true].map((inMemory): Figure => ({
      what: `no latency: SMS/s against the best tuned peer, both ${
        inMemory ? "in memory" : "on disk"
      }`,
      value: bestOf(ours, inMemory).fastRate /
        bestOf(theirs, inMemory).fastRate,
      unit: "×",
      digits: 1,
      bar: { atLeast: 2 },
    })),
    {
      // What there is to be had where no disk is waited for.
      what: "no latency: a bare sender against that peer in memory",
      value: bare.fastRate / bestOf(theirs, true).fastRate,
      unit: "×",
      digits: 1,
    },
    {
      what: "100 ms modem: time per SMS above the modem's own",
      value: 1000 / onDisk.slowRate - bare.answerMs,
      unit: "ms",
      digits: 2,
      bar: { atMost: 3 },
    },
  ];
}

const ourName = "cellpost";

type Rates = Pick<PeerResult, "fastRate" | "slowRate">;

function bestOf(results: readonly PeerResult[], inMemory: boolean): Rates {
  const [best = { fastRate: NaN, slowRate: NaN }] = results
    .filter(({ peer }) => (peer.inMemory ?? false) === inMemory)
    .toSorted((a, b) => b.fastRate - a.fastRate);
  return best;
}

/** A row for each gateway. */
export function renderPeers({ bare, results }: PeersReport): string {
  const above = (rate: number) => number(1000 / rate - bare.answerMs, 1);
  const head = [
    "gateway",
    "no latency: SMS/s",
    "100 ms modem: SMS/s",
    "above the modem's own time, ms",
    "hand-over begun to PDU at modem, ms: mean (worst)",
    "queued to PDU, ms: mean (worst)",
  ];
  const rows = results.map((result) => [
    `${result.peer.name}, ${result.peer.setup}`,
    rate(result.fastRate),
    rate(result.slowRate),
    above(result.slowRate),
    span(result.fromStart),
    span(result.fromQueued),
  ]);
  const bareRow = [
    "bare sender, no queue",
    rate(bare.fastRate),
    rate(bare.slowRate),
    above(bare.slowRate),
    "",
    "",
  ];
  return alignRows([head, ...rows, bareRow]);
}

/** How each gateway was set up. */
export function renderNotes({ results }: PeersReport): string {
  return results.map(({ peer: { name, setup, notes, counts } }) =>
    `- ${name}, ${setup}: ${notes}. ${countsText(counts)}.`
  ).join("\n");
}

function countsText({ fast, slow, alone, warmUp }: PeerCounts): string {
  const counted = [`${fast} SMS at once`];
  if (slow > 0) counted.push(`${slow} through the 100 ms modem`);
  counted.push(`${alone} one at a time`);
  if (warmUp === undefined) return counted.join(", ");
  const first = [warmUp.fast, warmUp.slow].filter((count) => count > 0);
  return `${counted.join(", ")}, after ${first.join(" and ")} to warm up`;
}

function rate(value: number): string {
  return number(value, value < 100 ? 2 : 0);
}

function span({ mean, worst }: Times): string {
  return `${number(mean, 1)} (${number(worst, 0)})`;
}

function number(value: number, digits: number): string {
  if (Number.isNaN(value)) return "";
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
