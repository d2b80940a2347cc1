/**
 * Measures the sending half on pseudo-terminals, against a bare AT sender on the same simulated modems in the same run:
 * `deno task bench:modem [SHARE]`, where a SHARE below 1 makes all runs shorter.
 *
 * @module
 */
import { systemClock } from "../../src/model/mod.ts";
import { openSerialPorts } from "../../src/modem/serial/mod.ts";
import { queuePathIn, startAppliance } from "./appliance.ts";
import { type BacklogOptions, fillQueue, pdusOf } from "./backlog.ts";
import { type BareOptions, sendBare } from "./bare_sender.ts";
import type { Memory } from "./child.ts";
import { measureMailToWire } from "./mail_to_wire.ts";
import { measureSync } from "./disk_sync.ts";
import { OneRowCommits } from "./one_row.ts";
import { mean, median, percentile } from "./sample.ts";
import { scratchFolder } from "./scratch_folder.ts";
import {
  type Arrival,
  type Simulators,
  startSimulators,
} from "./simulators.ts";
import { type Figure, printReport, progress } from "./table.ts";

/** What the modems' network is to take for an SMS… */
const latencyMs = 100;
/** …and what a simulator is asked for to get there, since Deno's timers are 2 to 3 ms late. The table has what it was. */
const options = "latency=98ms";
const speedRounds = 3;
/** The first SMS of a process run code that nothing has compiled yet; at ten a second that takes it a while. */
const warmUpSms = 200;

/** Some modems of a kind, and the SMS that each shall send. */
interface Load extends BacklogOptions {
  readonly modems: number;
  readonly smsEach: number;
  /** Of the simulated modems. */
  readonly options?: string;
  /** How many of each modem's first SMS do not count. */
  readonly warmUpEach?: number;
  /** Whether a third run is made: a bare sender that commits one row before each PDU and one after its answer. */
  readonly remembering?: boolean;
}

/** The same load sent barely and by an appliance. */
interface Comparison {
  /** SMS a second. */
  readonly bareRate: number;
  readonly ourRate: number;
  /** Of the bare sender that remembers; NaN when there was none. */
  readonly rememberingRate: number;
  /** From a PDU's end to the modem's answer as the bare sender saw it, mean, milliseconds. */
  readonly answerMs: number;
  /** Of the appliance, at the end. */
  readonly memory: Memory;
}

async function main(share: number): Promise<number> {
  const times = (count: number) => Math.max(10, Math.round(count * share));
  const figures = [
    ...await measureSpeed(times(500)),
    ...await measureOverhead(times(200), times(warmUpSms)),
    ...await measureCrowd(times(120)),
    ...await measureWire(times(200)),
  ];
  return printReport({
    title: "Sending, on pseudo-terminals",
    command: "deno task bench:modem",
    figures,
  });
}

async function measureSpeed(smsEach: number): Promise<readonly Figure[]> {
  progress(`One modem without latency, ${smsEach} SMS, ${speedRounds} rounds`);
  const rounds: Comparison[] = [];
  for (let round = 0; round < speedRounds; round++) {
    rounds.push(await compare({ modems: 1, smsEach }));
  }
  progress("The same with status reports");
  const reported = await compare({ modems: 1, smsEach, statusReport: true });
  const name = "one modem, no latency";
  const unit = "SMS/s";
  const middle = (figure: (round: Comparison) => number) =>
    median(rounds.map(figure));
  return [
    { what: `${name}: bare sender`, value: middle((it) => it.bareRate), unit },
    { what: `${name}: cellpost`, value: middle((it) => it.ourRate), unit },
    {
      what: `${name}: cellpost / bare sender`,
      value: middle((it) => it.ourRate / it.bareRate * 100),
      unit: "%",
      bar: { atLeast: 25 },
    },
    {
      what: `${name}: cellpost, with status reports`,
      value: reported.ourRate,
      unit,
    },
  ];
}

async function measureOverhead(
  sms: number,
  warmUpEach: number,
): Promise<readonly Figure[]> {
  progress(
    `One modem with ${latencyMs} ms, ${sms} SMS after ${warmUpEach} to warm up`,
  );
  const { bareRate, ourRate, rememberingRate, answerMs } = await compare({
    modems: 1,
    smsEach: warmUpEach + sms,
    warmUpEach,
    options,
    remembering: true,
  });
  const syncMs = await measureSync(latencyMs);
  const name = `${latencyMs} ms modem`;
  const inMs = { unit: "ms", digits: 2 };
  const perSmsMs = 1000 / ourRate;
  return [
    { what: `${name}: its real latency`, value: answerMs, ...inMs },
    {
      what: `${name}: overhead of the bare sender`,
      value: 1000 / bareRate - answerMs,
      ...inMs,
    },
    {
      what: `${name}: overhead of the bare sender with two one-row commits`,
      value: 1000 / rememberingRate - answerMs,
      ...inMs,
    },
    {
      what: `${name}: overhead of cellpost`,
      value: perSmsMs - answerMs,
      ...inMs,
      bar: { atMost: 3 },
    },
    {
      what: `${name}: time per SMS - ${latencyMs} ms`,
      value: perSmsMs - latencyMs,
      ...inMs,
    },
    {
      what: `sync of this disk, every ${latencyMs} ms`,
      value: syncMs,
      ...inMs,
    },
  ];
}

async function measureCrowd(smsEach: number): Promise<readonly Figure[]> {
  const modems = 64;
  progress(`${modems} modems with ${latencyMs} ms, ${smsEach} SMS each`);
  const { bareRate, ourRate, memory } = await compare({
    modems,
    smsEach,
    options,
  });
  const nominal = modems * 1000 / latencyMs;
  return [
    { what: `${modems} modems: bare senders`, value: bareRate, unit: "SMS/s" },
    { what: `${modems} modems: cellpost`, value: ourRate, unit: "SMS/s" },
    {
      what: `${modems} modems: cellpost / ${nominal} SMS/s`,
      value: ourRate / nominal * 100,
      unit: "%",
      digits: 1,
      bar: { atLeast: 95 },
    },
    {
      what: `${modems} modems: cellpost / bare senders`,
      value: ourRate / bareRate * 100,
      unit: "%",
      digits: 1,
    },
    {
      what: `${modems} modems: cellpost, most memory (RSS)`,
      value: memory.peakMb,
      unit: "MB",
      bar: { atMost: 200 },
    },
  ];
}

async function measureWire(mails: number): Promise<readonly Figure[]> {
  progress(`Mail to wire, ${mails} mails one at a time`);
  using folder = scratchFolder();
  const times = await measureMailToWire(folder, mails);
  const unit = "ms";
  const digits = 2;
  return [
    { what: "250 to PDU, idle: median", value: median(times), unit, digits },
    {
      what: "250 to PDU, idle: p99",
      value: percentile(times, 0.99),
      unit,
      digits,
      bar: { atMost: 10 },
    },
  ];
}

/** Sends the load twice, each time to its end: barely, then from a queue that was full before the appliance started. */
async function compare(load: Load): Promise<Comparison> {
  using folder = scratchFolder();
  await using simulators = await startSimulators(folder, load);
  const total = load.modems * load.smsEach;
  const bare = await runBare(simulators, load);
  const remembering = load.remembering === true
    ? await runRemembering(simulators, load, folder.file("rows.db"))
    : undefined;
  await fillQueue(queuePathIn(folder.path), total, load);
  await using appliance = await startAppliance({
    folder: folder.path,
    modems: simulators.paths,
  });
  const ours = await simulators.take(total);
  return {
    bareRate: bare.rate,
    ourRate: steadyRate(ours, load.warmUpEach),
    rememberingRate: remembering?.rate ?? NaN,
    answerMs: bare.answerMs,
    memory: appliance.child.memory(),
  };
}

async function runRemembering(
  simulators: Simulators,
  load: Load,
  path: string,
) {
  using rows = await OneRowCommits.open(path);
  return await runBare(simulators, load, { record: () => rows.commit() });
}

async function runBare(
  { paths, take }: Simulators,
  load: Load,
  options: BareOptions = {},
) {
  const ports = openSerialPorts(systemClock);
  try {
    const runs = paths.map(async (path, index) => {
      // In step they would wait for each other's turn on the processor; left to chance, they are not in step.
      await systemClock.sleep(index / paths.length * latencyMs);
      const port = await ports.open(path, { baudRate: 115_200 });
      return await sendBare(port, pdusOf(load.smsEach, load), options);
    });
    const answerMs = (await Promise.all(runs)).flatMap((run) => run.answerMs);
    const arrivals = await take(paths.length * load.smsEach);
    const rate = steadyRate(arrivals, load.warmUpEach);
    return { rate, answerMs: mean(answerMs) };
  } finally {
    await ports.close();
  }
}

/** SMS a second while all modems send: from the last modem's first one that counts to the first modem's last one. */
function steadyRate(arrivals: readonly Arrival[], warmUpEach = 0): number {
  const bySender = Map.groupBy(arrivals, ({ sender }) => sender);
  const series = [...bySender.values()].map((it) => it.slice(warmUpEach));
  const begin = Math.max(...series.map((it) => it.at(0)?.at ?? NaN));
  const end = Math.min(...series.map((it) => it.at(-1)?.at ?? NaN));
  const within = series.flat().filter(({ at }) => at > begin && at <= end);
  return within.length / (end - begin) * 1000;
}

if (import.meta.main) {
  const [share = "1"] = Deno.args;
  Deno.exitCode = await main(Number(share));
}
