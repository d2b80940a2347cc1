/**
 * Kills an appliance under load as often as asked, and tells what that did: `deno task torture -- --kills 20`. Modems are
 * simulated on pseudo-terminals; nothing leaves the machine. Exit code 1 when a promise was broken.
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  torture,
  type TortureResult,
} from "../tests/interop/support/torture.ts";

const help = `Usage: deno task torture -- [options]
  --kills N      how often to kill (20)
  --seed N       chooses the moments (random)
  --modems N     simulated modems (2)
  --latency MS   from PDU to +CMGS (50)`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      kills: { type: "string", default: "20" },
      seed: { type: "string" },
      modems: { type: "string", default: "2" },
      latency: { type: "string", default: "50" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const seed = values.seed === undefined ? chance : Number(values.seed);
  console.log(`seed ${seed}`);
  const folder = await Deno.makeTempDir({ prefix: "cellpost_torture_" });
  const startedAt = performance.now();
  try {
    const result = await torture({
      folder,
      seed,
      kills: Number(values.kills),
      modems: Number(values.modems),
      latencyMs: Number(values.latency),
      note: (line) => console.log(line),
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return report(result, seconds);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function report(result: TortureResult, seconds: number): number {
  const { judgement, unfinished } = result;
  const figures = {
    "mails begun": result.tried.size,
    "answered 250": result.promised.size,
    "SMS shown": result.shown.length,
    "segments taken": result.segments.length,
    "in flight at a kill": result.atRisk.size,
    "marked possible duplicate": result.marked.size,
    "arrived twice, at least in part": result.twice.size,
    "LOST": judgement.lost.length,
    "invented": judgement.invented.length,
    "twice without the mark": judgement.unmarked.length,
    "marked for nothing": judgement.markedForNothing.length,
    "not sent in the end": unfinished.length,
    "seconds": Math.round(seconds),
  };
  for (const [name, value] of Object.entries(figures)) {
    console.log(`${String(value).padStart(8)}  ${name}`);
  }
  const broken = [...Object.values(judgement), unfinished]
    .some((list) => list.length > 0);
  if (broken) console.log(JSON.stringify({ judgement, unfinished }, null, 2));
  return broken ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
