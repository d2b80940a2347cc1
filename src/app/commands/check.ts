import type { Command } from "commander";
import {
  configSchema,
  type LoadResult,
  sampleConfig,
  warningsOf,
} from "../../config/mod.ts";
import { type Look, lookBeside } from "../beside_looks.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import type { Screen } from "../screen.ts";
import {
  type JsonFlag,
  problemsOf,
  readConfigThoroughly,
  type SharedFlags,
  sourceOf,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

interface CheckFlags extends SharedFlags, JsonFlag {
  readonly schema?: boolean;
}

const help = `
Examples:
  cellpost check --config config.toml
  cellpost check --schema > config.schema.json`;

/** Adds `cellpost check`. */
export function addCheckCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("check")
    .description("Read the config and tell all that is wrong with it")
    .option(
      "--schema",
      "print the JSON Schema of config.toml, for editors, and check nothing",
    )
    .addHelpText("after", help);
  withJsonFlag(withConfigFlag(command)).action((flags: CheckFlags) =>
    run(() =>
      flags.schema === true ? printSchema(screen) : check(flags, screen)
    )
  );
}

function printSchema(screen: Screen): Promise<number> {
  const schema = configSchema(sampleConfig);
  screen.result(JSON.stringify(schema, null, 2));
  return Promise.resolve(exitCode.done);
}

async function check(
  flags: SharedFlags & JsonFlag,
  screen: Screen,
): Promise<number> {
  const result = await readConfigThoroughly(flags);
  const { problems, warnings } = judge(result);
  const ok = problems.length === 0;
  if (flags.json === true) {
    screen.data({ ok, config: result.path ?? null, problems, warnings });
    return ok ? exitCode.done : exitCode.notDone;
  }
  screen.result(`Config: ${sourceOf(result, flags)}`);
  for (const problem of problems) screen.note(problem);
  if (!ok || result.kind !== "ok") return exitCode.notDone;
  const modems = result.config.modems.length;
  const { good, warn } = screen.palette;
  screen.result(
    `${good("No problems")}, ${modems} ${modems === 1 ? "modem" : "modems"}`,
  );
  for (const it of warnings) screen.result(`${warn("Warning")}: ${it}`);
  return exitCode.done;
}

function judge(result: LoadResult): Look {
  if (result.kind === "invalid") {
    return { problems: problemsOf(result).split("\n"), warnings: [] };
  }
  const { config, path } = result;
  const beside = lookBeside(config, path);
  return {
    problems: beside.problems,
    warnings: [...warningsOf(config), ...beside.warnings],
  };
}
