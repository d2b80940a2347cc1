import type { Command } from "commander";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { build, version } from "../version.ts";
import {
  type JsonFlag,
  readConfig,
  type SharedFlags,
  sourceOf,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

/** Adds `cellpost version`. */
export function addVersionCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("version")
    .description("Print the version and which config would be used")
    .addHelpText("after", "\nExample:\n  cellpost version");
  withJsonFlag(withConfigFlag(command)).action((
    flags: SharedFlags & JsonFlag,
  ) =>
    run(() => {
      const { os, arch } = Deno.build;
      const { deno } = Deno.version;
      if (flags.json === true) {
        const config = readConfig(flags).path ?? null;
        screen.data({ version, build: build ?? null, deno, os, arch, config });
        return Promise.resolve(exitCode.done);
      }
      const made = build === undefined
        ? "from source"
        : `commit ${build.commit} of ${build.date.slice(0, 10)}`;
      screen.result(
        `cellpost ${version} (${made}, Deno ${deno}, ${os} ${arch})`,
      );
      screen.result(`Config: ${sourceOf(readConfig(flags), flags)}`);
      return Promise.resolve(exitCode.done);
    })
  );
}
