import type { Command } from "commander";
import {
  type Config,
  configCandidates,
  loadConfig,
  type LoadResult,
  type Overrides,
  renderProblems,
} from "../../config/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";

/** Flags that most commands share; they override keys of the config. */
export interface SharedFlags {
  readonly config?: string;
  readonly modem?: readonly string[];
  readonly smtpListen?: readonly string[];
  readonly logLevel?: string;
}

/** Adds `--config`. */
export function withConfigFlag(command: Command): Command {
  return command.option(
    "--config <file>",
    "config file (default: ./config.toml, then the system's)",
  );
}

/** Adds `--modem`, which may be repeated. */
export function withModemFlag(command: Command): Command {
  return command.option(
    "--modem <port>",
    "use this modem instead of the configured ones; may be repeated",
    collect,
  );
}

/** Gathers a flag that may be repeated. */
export function collect(
  value: string,
  before: readonly string[] = [],
): readonly string[] {
  return [...before, value];
}

/** Finds and reads the config, with the flags laid over it. */
export function readConfig(flags: SharedFlags): LoadResult {
  const { config, smtpListen, modem, logLevel } = flags;
  const overrides: Overrides = {
    ...(smtpListen === undefined ? {} : { smtpListen }),
    ...(modem === undefined ? {} : { modems: modem }),
    ...(logLevel === undefined ? {} : { logLevel }),
  };
  return loadConfig({ configPath: config, overrides, cwd: Deno.cwd() });
}

/** The same for a command that cannot work with a broken config: all its problems end the command. */
export function requireConfig(flags: SharedFlags): Config {
  const result = readConfig(flags);
  if (result.kind === "ok") return result.config;
  throw new CommandError(exitCode.notDone, problemsOf(result));
}

/** All problems of a config, one a line. */
export function problemsOf(
  { problems, path }: Extract<LoadResult, { kind: "invalid" }>,
): string {
  return renderProblems(problems, path ?? "config.toml");
}

/** Where the config came from, in words. */
export function sourceOf(result: LoadResult, flags: SharedFlags): string {
  if (result.path !== undefined) return result.path;
  const looked = configCandidates({
    configPath: flags.config,
    cwd: Deno.cwd(),
  });
  return `none (looked for ${looked.join(", ")}); defaults hold`;
}
