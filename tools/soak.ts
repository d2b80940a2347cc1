/**
 * Soaks an appliance in everything that can go wrong with modems, and prints the ledger: `deno task soak -- --minutes 10`.
 * The modems are simulated on pseudo-terminals by a process of their own; nothing leaves the machine. Exit code 1 when a
 * promise was broken.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { soak, type SoakResult } from "./soak/run.ts";
import { toolProgress } from "./tool_progress.ts";

const help = `Usage: deno task soak -- [options]
  --minutes N   of faults and load (10)
  --modems N    simulated modems (16)
  --seed N      makes the chances (random)
  --speed N     times faster than the clock on the wall (1: the very program)
  --rate N      mails a second (2)
  --kills N     how often the appliance is killed meanwhile (0)
  --harm N      times as many faults as usual (1)
  --trace       writes down all serial traffic, too`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      minutes: { type: "string", default: "10" },
      modems: { type: "string", default: "16" },
      seed: { type: "string" },
      speed: { type: "string", default: "1" },
      rate: { type: "string", default: "2" },
      kills: { type: "string", default: "0" },
      harm: { type: "string", default: "1" },
      trace: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const chance = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
  const seed = values.seed === undefined ? chance : Number(values.seed);
  console.log(`seed ${seed}`);
  const folder = await Deno.makeTempDir({ prefix: "cellpost_soak_" });
  const progress = toolProgress("seconds");
  const result = await soak({
    folder,
    seed,
    minutes: Number(values.minutes),
    modems: Number(values.modems),
    speed: Number(values.speed),
    rate: Number(values.rate),
    kills: Number(values.kills),
    harm: Number(values.harm),
    trace: values.trace,
    note(line, done) {
      progress.at(done, { total: Number(values.minutes) * 60, note: line });
      if (!Deno.stdout.isTerminal()) console.log(line);
    },
  });
  progress[Symbol.dispose]();
  const broken = report(result);
  if (broken) console.log(`The books are in ${folder}`);
  else await Deno.remove(folder, { recursive: true });
  return broken ? 1 : 0;
}

function report(result: SoakResult): boolean {
  const { violations, refused, unusable, states, faults, sizes } = result;
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  table("accepted, by final state", {
    ...states,
    accepted: result.accepted,
    "without a 250 that was heard": result.unheard,
  });
  table("what came", {
    "segments taken": result.segments,
    "SMS shown": result.messages,
    "marked possible duplicate": result.marked,
    "arrived twice, at least in part": result.twice,
    "in doubt, settled by a report": result.settledByReport,
    "SMS handed to the modems": result.inbound.handed,
    "of their segments, handed again": result.inbound.repeated,
    "seconds to drain": Math.round(result.drainSeconds),
    "MB at start": megabytes(sizes.start),
    "MB at most": megabytes(sizes.most),
    "MB at the end": megabytes(sizes.end),
  });
  table("faults", faults);
  const lists = { ...violations, refused, unusable };
  table(
    "violations",
    Object.fromEntries(
      Object.entries(lists).map(([name, list]) => [name, list.length]),
    ),
  );
  const wrong = Object.entries(lists).filter(([, list]) => list.length > 0);
  for (const [name, list] of wrong) {
    console.log(`\n${name}:\n  ${list.slice(0, 50).join("\n  ")}`);
  }
  return wrong.length > 0;
}

function table(title: string, rows: Readonly<Record<string, number>>): void {
  console.log(`\n${title}`);
  for (const [name, value] of Object.entries(rows)) {
    console.log(`${String(value).padStart(8)}  ${name}`);
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
