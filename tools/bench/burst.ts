/**
 * Lets a burst of mails come, and drains it over 32 simulated modems, once a tenth of it and once the whole, each with an appliance of its
 * own: what that takes of memory must not grow with what waits: `deno task bench:burst [MAILS] [LATENCY]`.
 *
 * @module
 */
import { join } from "node:path";
import { systemClock } from "../../src/model/mod.ts";
import { backlogText } from "./backlog.ts";
import { type Appliance, queueCounts, startAppliance } from "./appliance.ts";
import type { MailLoad } from "./mail_load.ts";
import { runProgram } from "./program.ts";
import { scratchFolder } from "./scratch_folder.ts";
import { type Simulators, startSimulators } from "./simulators.ts";
import { type Figure, printReport, progress } from "./table.ts";

const modems = 32;
const sessions = 20;
/** Parts of a burst after which memory is read. */
const parts = 20;
const loader = join(import.meta.dirname ?? ".", "mail_load.ts");

/** What a burst took. */
interface Burst {
  /** Mails a second, while modems were sending already. */
  readonly acceptRate: number;
  /** How many still waited when the last was accepted. */
  readonly deepest: number;
  /** SMS a second, from the first mail to the last SMS. */
  readonly drainRate: number;
  readonly peakMb: number;
  /** RSS when so many SMS had gone out. */
  readonly memory: readonly { readonly sent: number; readonly mb: number }[];
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
  progress(`${mails} mails`);
  using folder = scratchFolder();
  await using simulators = await startSimulators(folder, {
    modems,
    options: `latency=${latency}`,
  });
  const burst = await run(folder.path, simulators, mails);
  const { sent, delivered, ...others } = await queueCounts(folder.path);
  const left = Object.entries(others).filter(([, count]) => count > 0);
  if (sent + delivered !== mails || left.length > 0) {
    throw new Error(`${sent + delivered} of ${mails} sent, others: ${left}`);
  }
  return burst;
}

/** Ends with the appliance. */
async function run(
  folder: string,
  simulators: Simulators,
  mails: number,
): Promise<Burst> {
  await using appliance = await startAppliance({
    folder,
    modems: simulators.paths,
  });
  const startedAt = systemClock.monotonic();
  const accepting = acceptAll(appliance, mails);
  let acceptedAt: { readonly rate: number; readonly sent: number } | undefined;
  let sent = 0;
  const accepted = accepting.then((rate) => acceptedAt = { rate, sent });
  const memory: { readonly sent: number; readonly mb: number }[] = [];
  while (sent < mails) {
    const part = Math.min(mails - sent, Math.ceil(mails / parts));
    // More may have come with the last of them.
    sent += (await simulators.take(part)).length;
    memory.push({ sent, mb: appliance.child.memory().residentMb });
  }
  const seconds = (systemClock.monotonic() - startedAt) / 1000;
  await accepted;
  return {
    acceptRate: acceptedAt?.rate ?? NaN,
    deepest: mails - (acceptedAt?.sent ?? NaN),
    drainRate: mails / seconds,
    peakMb: appliance.child.memory().peakMb,
    memory,
  };
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
  const { acceptRate, deepest, drainRate, peakMb, memory } = burst;
  const name = `${mails} mails`;
  const quarters = [1, 2, 3, 4].flatMap((quarter) =>
    memory.find((it) => it.sent >= mails * quarter / 4) ?? []
  );
  return [
    {
      what: `${name}: accepted, while sending`,
      value: acceptRate,
      unit: "mails/s",
    },
    {
      what: `${name}: waiting when the last was accepted`,
      value: deepest,
      unit: "",
    },
    {
      what: `${name}: sent, first mail to last SMS`,
      value: drainRate,
      unit: "SMS/s",
    },
    ...quarters.map(({ sent, mb }) => ({
      what: `${name}: memory (RSS) after ${sent} SMS`,
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
