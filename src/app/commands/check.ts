import type { Command } from "commander";
import { warningsOf } from "../../config/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import {
  problemsOf,
  readConfig,
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
    run(() => {
      const result = readConfig(flags);
      screen.result(`Config: ${sourceOf(result, flags)}`);
      if (result.kind === "invalid") {
        screen.note(problemsOf(result));
        return Promise.resolve(exitCode.notDone);
      }
      const modems = result.config.modems.length;
      screen.result(
        `No problems, ${modems} ${modems === 1 ? "modem" : "modems"}`,
      );
      for (const warning of warningsOf(result.config)) {
        screen.result(`Warning: ${warning}`);
      }
      return Promise.resolve(exitCode.done);
    })
  );
}
