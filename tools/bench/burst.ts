/**
 * Lets a burst of mails come while no modem is there, then drains it over 32 simulated ones: once a tenth of it and once the whole, each
 * with an appliance of its own. What that takes of memory must not grow with what waits: `deno task bench:burst [MAILS] [LATENCY]`.
 *
 * @module
 */
import { join } from "node:path";
import { systemClock } from "../../src/model/mod.ts";
import { backlogText } from "./backlog.ts";
import { type Appliance, queueCounts, startAppliance } from "./appliance.ts";
import type { MailLoad } from "./mail_load.ts";
import { runProgram } from "./program.ts";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";
import { portsIn, startSimulators } from "./simulators.ts";
import { type Figure, printReport, progress } from "./table.ts";

const modems = 32;
const sessions = 20;
/** Parts of a burst after which memory is read. */
const parts = 20;
const loader = join(import.meta.dirname ?? ".", "mail_load.ts");

/** What a burst took. */
interface Burst {
  /** Mails a second. */
  readonly acceptRate: number;
  /** SMS a second, from the first to the last. */
  readonly drainRate: number;
  readonly peakMb: number;
  /** RSS when so many waited. */
  readonly memory: readonly { readonly waiting: number; readonly mb: number }[];
}

async function main(mails: number, latency: string): Promise<number> {
  const tenth = await measureBurst(mails / 10, latency);
  const whole = await measureBurst(mails, latency);
  return printReport({
    title: `A burst of mails over ${modems} modems, latency ${latency}`,
    command: "deno task bench:burst",
    figures: [
      ...figuresOf(mails / 10, tenth),
      ...figuresOf(mails, whole),
      {
        what: `most memory, ${mails} mails / ${mails / 10}`,
        value: whole.peakMb / tenth.peakMb,
        unit: "×",
        digits: 2,
        bar: { atMost: 1.5 },
      },
    ],
  });
}

async function measureBurst(mails: number, latency: string): Promise<Burst> {
  using folder = scratchFolder();
  const burst = await run(folder, mails, latency);
  const { sent, delivered, ...others } = await queueCounts(folder.path);
  const left = Object.entries(others).filter(([, count]) => count > 0);
  if (sent + delivered !== mails || left.length > 0) {
    throw new Error(`${sent + delivered} of ${mails} sent, others: ${left}`);
  }
  return burst;
}

/** Ends with the appliance. */
async function run(
  folder: ScratchFolder,
  mails: number,
  latency: string,
): Promise<Burst> {
  await using appliance = await startAppliance({
    folder: folder.path,
    modems: portsIn(folder, modems),
  });
  progress(`${mails} mails come`);
  const acceptRate = await acceptAll(appliance, mails);
  const resident = () => appliance.child.memory().residentMb;
  const memory = [{ waiting: mails, mb: resident() }];
  progress(`${modems} modems are switched on`);
  const options = `latency=${latency}`;
  await using simulators = await startSimulators(folder, { modems, options });
  const first = await simulators.take(1);
  const startedAt = systemClock.monotonic();
  let waiting = mails - first.length;
  while (waiting > 0) {
    const part = Math.min(waiting, Math.ceil(mails / parts));
    // More may have come with the last of them.
    waiting -= (await simulators.take(part)).length;
    memory.push({ waiting, mb: resident() });
  }
  const seconds = (systemClock.monotonic() - startedAt) / 1000;
  const drainRate = (mails - first.length) / seconds;
  const { peakMb } = appliance.child.memory();
  return { acceptRate, drainRate, peakMb, memory };
}

/** Returns mails a second. */
async function acceptAll(
  { smtpPort: port }: Appliance,
  mails: number,
): Promise<number> {
  const text = backlogText;
  const load: MailLoad = { port, mails, sessions, tls: "none", text };
  const args = ["run", "-A", loader, JSON.stringify(load)];
  return Number(await runProgram(Deno.execPath(), args));
}

function figuresOf(mails: number, burst: Burst): readonly Figure[] {
  const { acceptRate, drainRate, peakMb, memory } = burst;
  const name = `${mails} mails`;
  const quarters = [4, 3, 2, 1, 0].flatMap((quarter) =>
    memory.find(({ waiting }) => waiting <= mails * quarter / 4) ?? []
  );
  return [
    { what: `${name}: accepted`, value: acceptRate, unit: "mails/s" },
    { what: `${name}: drained`, value: drainRate, unit: "SMS/s" },
    ...quarters.map(({ waiting, mb }) => ({
      what: `${name}: memory (RSS) while ${waiting} wait`,
      value: mb,
      unit: "MB",
    })),
    { what: `${name}: most memory (RSS)`, value: peakMb, unit: "MB" },
  ];
}

if (import.meta.main) {
  const [mails = "100000", latency = "10ms"] = Deno.args;
  Deno.exitCode = await main(Number(mails), latency);
}
