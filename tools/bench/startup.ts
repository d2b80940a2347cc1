/**
 * Measures the compiled program: how soon it greets a mail client, its size, and its memory when idle; beside an empty
 * program on the same runtime: `deno task bench:startup [RUNS]`.
 *
 * @module
 */
import { freePort } from "../../tests/support/free_port.ts";
import { join } from "node:path";
import { systemClock } from "../../src/model/mod.ts";
import { spawnAppliance } from "./appliance.ts";
import { greeted } from "./loopback.ts";
import { runProgram } from "./program.ts";
import { median } from "./sample.ts";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";
import { type Figure, printReport, progress } from "./table.ts";

const dist = join(import.meta.dirname ?? ".", "..", "..", "dist");
const executable = join(dist, "cellpost");
/** The runtime that `tools/compile.ts` borrows where Deno cannot download its own, and the Deno that goes with it. */
const borrowed = {
  denort: join(dist, "runtime", "denort"),
  deno: "deno@2.4.2",
};

/** One start of the program. */
interface Start {
  /** From its spawn to the greeting, milliseconds. */
  readonly greetedMs: number;
  /** When its modem is usable and nothing is to be done, megabytes. */
  readonly idleMb: number;
}

async function main(runs: number): Promise<number> {
  const size = sizeOf(executable);
  if (size === undefined) {
    console.error(`No ${executable}: make it by "deno task compile"`);
    return 1;
  }
  using folder = scratchFolder();
  const empty = await compileEmpty(folder);
  const starts: Start[] = [];
  const emptyMs: number[] = [];
  for (let run = 1; run <= runs; run++) {
    starts.push(await startOnce(folder));
    emptyMs.push(await runEmpty(empty));
    const { greetedMs, idleMb } = starts.at(-1) ?? { greetedMs: 0, idleMb: 0 };
    progress(
      `run ${run} of ${runs}: greets after ${greetedMs.toFixed(0)} ms, ${
        idleMb.toFixed(0)
      } MB`,
    );
  }
  return printReport({
    title: `dist/cellpost, median of ${runs} starts`,
    command: "deno task bench:startup",
    figures: [
      {
        what: "spawn to SMTP greeting",
        value: median(starts.map(({ greetedMs }) => greetedMs)),
        unit: "ms",
        bar: { atMost: 150 },
      },
      {
        what: "an empty program on the same runtime, spawn to exit",
        value: median(emptyMs),
        unit: "ms",
      },
      {
        what: "idle memory (RSS)",
        value: median(starts.map(({ idleMb }) => idleMb)),
        unit: "MB",
        bar: { atMost: 90 },
      },
      ...sizeFigures(size, sizeOf(borrowed.denort) ?? sizeOf(empty) ?? NaN),
    ],
  });
}

function sizeFigures(size: number, base: number): readonly Figure[] {
  const unit = "MB";
  const digits = 1;
  return [
    { what: "size of the base runtime", value: base / 1e6, unit, digits },
    { what: "size of the executable", value: size / 1e6, unit, digits },
    {
      what: "executable - base runtime",
      value: (size - base) / 1e6,
      unit,
      digits,
      bar: { atMost: 3 },
    },
  ];
}

async function startOnce(folder: ScratchFolder): Promise<Start> {
  const smtpPort = freePort();
  const startedAt = systemClock.monotonic();
  await using child = spawnAppliance({
    executable,
    folder: folder.path,
    modems: ["sim:"],
    smtpPort,
    logLevel: "info",
  });
  await greeted(smtpPort);
  const greetedMs = systemClock.monotonic() - startedAt;
  await child.line(/ usable$/);
  return { greetedMs, idleMb: child.memory().residentMb };
}

/** Compiles a program that does nothing. Returns its path. */
async function compileEmpty(folder: ScratchFolder): Promise<string> {
  progress("compiling an empty program");
  const source = folder.file("empty.js");
  const output = folder.file("empty");
  Deno.writeTextFileSync(source, "");
  const compile = ["compile", "--no-config", "--no-check", "--output", output];
  if (sizeOf(borrowed.denort) === undefined) {
    await runProgram(Deno.execPath(), [...compile, source]);
  } else {
    await runProgram("npx", ["-y", borrowed.deno, ...compile, source], {
      env: { DENORT_BIN: borrowed.denort, DENO_TLS_CA_STORE: "system" },
    });
  }
  return output;
}

async function runEmpty(path: string): Promise<number> {
  const startedAt = systemClock.monotonic();
  await runProgram(path, []);
  return systemClock.monotonic() - startedAt;
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const [runs = "11"] = Deno.args;
  Deno.exitCode = await main(Number(runs));
}
