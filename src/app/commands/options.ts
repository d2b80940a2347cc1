import { type Command, Option } from "commander";
import {
  type Config,
  configCandidates,
  type Judges,
  loadConfig,
  type LoadResult,
  type Overrides,
  renderProblems,
} from "../../config/mod.ts";
import {
  loadGroupJudge,
  loadPatternJudge,
  readRecipient,
} from "../../mail/mod.ts";
import { isSimulated, parseSimOptions } from "../../modem/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { noModemText } from "../no_modem.ts";

/** Flags that most commands share; they override keys of the config. */
export interface SharedFlags {
  readonly config?: string;
  readonly modem?: readonly string[];
  readonly smtpListen?: readonly string[];
  readonly webListen?: readonly string[];
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

/**
 * A flag with a fixed set of values, which the help lists and a shell completes. The command itself says what is wrong with another one.
 */
export function chosenFrom(
  flags: string,
  description: string,
  values: readonly string[],
): Option {
  return new Option(flags, description).choices(values)
    .argParser((value: string) => value);
}

/** What every command that prints data has. */
export interface JsonFlag {
  readonly json?: boolean;
}

/** Adds `--json`; its shape is in docs/operating.md. */
export function withJsonFlag(
  command: Command,
  description = "as one line of JSON, for programs",
): Command {
  return command.option("--json", description);
}

/** Gathers a flag that may be repeated. */
export function collect(
  value: string,
  before: readonly string[] = [],
): readonly string[] {
  return [...before, value];
}

/**
 * A running appliance has its own modems, and real ones may cost money.
 *
 * @throws {CommandError} when `--modem` was given all the same.
 */
export function refuseModemFlag(flags: SharedFlags, pid: number): void {
  if (flags.modem === undefined) return;
  throw new CommandError(
    exitCode.usage,
    `--modem makes no sense while a cellpost runs (pid ${pid}), whose modems are used: leave it out, or stop that one`,
  );
}

/** Finds and reads the config, with the flags laid over it. */
export function readConfig(
  flags: SharedFlags,
  judges: Judges = {},
): LoadResult {
  const { config, smtpListen, webListen, modem, logLevel } = flags;
  const overrides: Overrides = {
    ...(smtpListen === undefined ? {} : { smtpListen }),
    ...(webListen === undefined ? {} : { webListen }),
    ...(modem === undefined ? {} : { modems: modem }),
    ...(logLevel === undefined ? {} : { logLevel }),
  };
  return loadConfig({
    configPath: config,
    overrides,
    cwd: Deno.cwd(),
    judges: { ...roomJudges, ...judges },
  });
}

/** The same, and has also the regular expressions read, which takes a package that starting cellpost can do without. */
export async function readConfigThoroughly(
  flags: SharedFlags,
): Promise<LoadResult> {
  const judge = await loadPatternJudge();
  const balancePattern = await loadGroupJudge();
  return readConfig(flags, {
    pattern: (it) => {
      const problem = judge(it);
      return problem && `is wrong: ${problem}`;
    },
    balancePattern,
  });
}

// What stands behind "sim:" is the modem room's language, which the config room does not speak.
function judgePort(port: string): string | undefined {
  const parsed = isSimulated(port) ? parseSimOptions(port) : undefined;
  return parsed?.kind === "invalid" ? `is wrong: ${parsed.reason}` : undefined;
}

// Nor does it read numbers without a country code.
function judgeNumber(
  number: string,
  options: Config["message"],
): string | undefined {
  const verdict = readRecipient(number, options);
  return verdict.kind === "refused"
    ? `has a wrong number: ${verdict.refusal.text}`
    : undefined;
}

/** The same for a command that cannot work with a broken config: all its problems end the command. */
export function requireConfig(flags: SharedFlags): Config {
  return requireLoaded(flags).config;
}

/** The same with what the config was made of. */
export function requireLoaded(
  flags: SharedFlags,
): Extract<LoadResult, { kind: "ok" }> {
  const result = readConfig(flags);
  if (result.kind === "ok") return result;
  const onlyFlags = result.problems.every(({ origin }) => origin === "flag");
  throw new CommandError(
    onlyFlags ? exitCode.usage : exitCode.notDone,
    problemsOf(result),
  );
}

/** @throws {CommandError} when the config has no modem, for a command that needs one. */
export function requireModems({ modems }: Config): void {
  if (modems.length > 0) return;
  throw new CommandError(exitCode.usage, noModemText);
}

/**
 * The same where there may be no config at all yet.
 *
 * @throws {CommandError} likewise.
 */
export function requireFirstConfig(config: Config, flags: SharedFlags): void {
  if (config.modems.length === 0 && readConfig(flags).path === undefined) {
    throw new CommandError(
      exitCode.usage,
      'No config yet: "cellpost init" makes one, or try --modem sim:',
    );
  }
  requireModems(config);
}

/** Those who know ports and numbers. */
export const roomJudges: Judges = { port: judgePort, number: judgeNumber };

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
