import type { Command } from "commander";
import { warningsOf } from "../../config/mod.ts";
import { lookBeside } from "../beside_looks.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import type { Screen } from "../screen.ts";
import {
  problemsOf,
  readConfigThoroughly,
  type SharedFlags,
  sourceOf,
  withConfigFlag,
} from "./options.ts";

/** Adds `cellpost check`. */
export function addCheckCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("check")
    .description("Read the config and tell all that is wrong with it")
    .addHelpText("after", "\nExample:\n  cellpost check --config config.toml");
  withConfigFlag(command).action((flags: SharedFlags) =>
    run(() => check(flags, screen))
  );
}

async function check(flags: SharedFlags, screen: Screen): Promise<number> {
  const result = await readConfigThoroughly(flags);
  screen.result(`Config: ${sourceOf(result, flags)}`);
  if (result.kind === "invalid") {
    screen.note(problemsOf(result));
    return exitCode.notDone;
  }
  const { config, path } = result;
  const { problems, warnings: besides } = lookBeside(config, path);
  for (const problem of problems) screen.note(problem);
  if (problems.length > 0) return exitCode.notDone;
  const modems = config.modems.length;
  screen.result(
    `No problems, ${modems} ${modems === 1 ? "modem" : "modems"}`,
  );
  const warnings = [...warningsOf(config), ...besides];
  for (const warning of warnings) screen.result(`Warning: ${warning}`);
  return exitCode.done;
}
