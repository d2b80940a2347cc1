/**
 * Kills an appliance under load as often as asked, while its disk and its clock fail, and tells what that did:
 * `deno task torture -- --kills 20`. Modems are simulated on pseudo-terminals; nothing leaves the machine. Exit code 1 when a
 * promise was broken.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { toolProgress } from "./tool_progress.ts";
import {
  type FaultKind,
  faultKinds,
} from "../tests/interop/support/fault_plan.ts";
import {
  torture,
  type TortureResult,
} from "../tests/interop/support/torture.ts";

const help = `Usage: deno task torture -- [options]
  --kills N       how often to kill (20)
  --seed N        chooses the moments and the faults (random)
  --faults WHICH  all, none, or some of ${faultKinds.join(",")} (all)
  --modems N      simulated modems (2)
  --latency MS    from PDU to +CMGS (50)`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      kills: { type: "string", default: "20" },
      seed: { type: "string" },
      faults: { type: "string", default: "all" },
      modems: { type: "string", default: "2" },
      latency: { type: "string", default: "50" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const faults = faultsNamed(values.faults);
  if (faults === undefined) {
    console.error(`No such fault: --faults ${values.faults}\n${help}`);
    return 2;
  }
  const kills = Number(values.kills);
  if (!Number.isInteger(kills) || kills < 1) {
    console.error(`How often? --kills ${values.kills}\n${help}`);
    return 2;
  }
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const seed = values.seed === undefined ? chance : Number(values.seed);
  console.log(`seed ${seed}`);
  const folder = await Deno.makeTempDir({ prefix: "cellpost_torture_" });
  const startedAt = performance.now();
  using progress = toolProgress("kills");
  try {
    const result = await torture({
      folder,
      seed,
      kills,
      faults,
      modems: Number(values.modems),
      latencyMs: Number(values.latency),
      note(line, kill) {
        progress.at(kill, { total: kills, note: line });
        if (!Deno.stdout.isTerminal()) console.log(`kill ${kill}: ${line}`);
      },
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return report(result, seconds);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function faultsNamed(text: string): readonly FaultKind[] | undefined {
  if (text === "all") return faultKinds;
  if (text === "none") return [];
  const names = text.split(",");
  const kinds = faultKinds.filter((kind) => names.includes(kind));
  return kinds.length === names.length ? kinds : undefined;
}

function report(result: TortureResult, seconds: number): number {
  const { judgement, unfinished } = result;
  const figures = {
    "mails begun": result.tried.size,
    "answered 250": result.promised.size,
    "answered 4xx": result.refused.size,
    "calls made to fail": result.failedCalls,
    "starts refused": result.refusedStarts,
    "SMS shown": result.shown.length,
    "segments taken": result.segments.length,
    "in flight at a kill": result.atRisk.size,
    "marked possible duplicate": result.marked.size,
    "arrived twice, at least in part": result.twice.size,
    "refused by a failed sync, and back after a kill": result.cameBack.length,
    "LOST": judgement.lost.length,
    "invented": judgement.invented.length,
    "twice without the mark": judgement.unmarked.length,
    "marked for nothing": judgement.markedForNothing.length,
    "refused, and shown all the same": judgement.refusedYetShown.length,
    "not sent in the end": unfinished.length,
    "seconds to drain at the end": Math.round(result.drainMs / 1000),
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
