import { type Command, CommanderError } from "commander";
import { type Config, parseDuration } from "../../config/mod.ts";
import {
  connectControl,
  ControlError,
  readEndpoint,
} from "../../control/mod.ts";
import type { Operations } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import {
  exitOf,
  type Limits,
  type PluginAnswer,
  pluginAnswer,
  pluginLevels,
  pluginTrouble,
  type Thresholds,
} from "../nagios.ts";
import { controlPathOf, forbidden } from "../queue_owner.ts";
import { requireConfig, type SharedFlags, withConfigFlag } from "./options.ts";

const help = `
Examples:
  cellpost status
  cellpost status --json
  cellpost status --queue-age-warning 5m --queue-age-critical 15m --modems-warning 2

One line as Nagios, Icinga and their kin read it, with counts of the last 60 minutes behind the "|". Without thresholds it is
critical when no modem is usable or an SMS has been due for [admin] queue_after, and a warning for whatever else is out of order.

Exit codes: 0 OK, 1 WARNING, 2 CRITICAL (also: no cellpost runs), 3 UNKNOWN (config broken, no permission, no answer)`;

interface StatusFlags extends SharedFlags {
  readonly json?: boolean;
  readonly timeout: string;
  readonly queueAgeWarning?: string;
  readonly queueAgeCritical?: string;
  readonly waitingWarning?: string;
  readonly waitingCritical?: string;
  readonly failedWarning?: string;
  readonly failedCritical?: string;
  readonly modemsWarning?: string;
  readonly modemsCritical?: string;
}

/** Adds `cellpost status`. */
export function addStatusCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("status")
    .description("Tell whether all is well, for people and for monitoring")
    .option("--json", "as data; times are milliseconds since 1970")
    .option("--timeout <duration>", "how long to wait for the answer", "10s");
  for (const [name, what, form] of thresholdFlags) {
    command
      .option(`--${name}-warning <${form}>`, `warn from ${what}`)
      .option(`--${name}-critical <${form}>`, `critical from ${what}`);
  }
  command.addHelpText("after", help).exitOverride(asUnknown);
  withConfigFlag(command).action((flags: StatusFlags) =>
    run(async () => {
      const answer = await ask(flags);
      const { level, findings, text, seen } = answer;
      if (flags.json === true) screen.data({ level, findings, ...seen });
      else screen.result(text);
      return exitOf(answer);
    })
  );
}

/** For its readers, the exit code of a wrong command line elsewhere would be CRITICAL. */
function asUnknown({ exitCode, code, message }: CommanderError): never {
  const exit = exitCode === 0 ? 0 : pluginLevels.indexOf("UNKNOWN");
  throw new CommanderError(exit, code, message);
}

const thresholdFlags = [
  ["queue-age", "so long an overdue SMS on", "duration"],
  ["waiting", "so many waiting SMS on", "count"],
  ["failed", "so many failed SMS within 60 minutes on", "count"],
  ["modems", "fewer usable modems on", "count"],
] as const;

interface Asked extends PluginAnswer {
  /** What was seen; absent where nothing was. */
  readonly seen?: Readonly<Record<string, unknown>>;
}

async function ask(flags: StatusFlags): Promise<Asked> {
  try {
    const thresholds = thresholdsOf(flags);
    const timeoutMs = durationOf("timeout", flags.timeout) ?? 0;
    const operations = await reach(requireConfig(flags));
    if (typeof operations === "string") {
      return pluginTrouble("CRITICAL", operations);
    }
    const views = await within(
      timeoutMs,
      Promise.all([operations.status({}), operations.stats({})]),
    );
    if (views === undefined) {
      const text = `The running cellpost has not answered for ${flags.timeout}`;
      return pluginTrouble("UNKNOWN", text);
    }
    const [status, stats] = views;
    const answer = pluginAnswer(status, stats, thresholds);
    return { ...answer, seen: { status, stats } };
  } catch (error) {
    return troubleOf(error);
  }
}

function troubleOf(error: unknown): PluginAnswer {
  if (error instanceof ControlError) {
    const gone = error.code === "unreachable";
    return pluginTrouble(gone ? "CRITICAL" : "UNKNOWN", error.message);
  }
  // A plugin that ends otherwise than its kin do is taken for one that found nothing wrong, or is not read at all.
  if (error instanceof CommandError) {
    return pluginTrouble("UNKNOWN", error.message);
  }
  throw error;
}

/** The running appliance, or why there is none. Takes no lock: one that is just starting must not be kept from its queue. */
async function reach(config: Config): Promise<Operations | string> {
  const path = controlPathOf(config);
  try {
    const endpoint = await readEndpoint(path);
    return endpoint === undefined
      ? `No cellpost runs on ${config.queue.path}: start it`
      : connectControl(endpoint);
  } catch (error) {
    throw forbidden(path, error);
  }
}

async function within<T>(
  ms: number,
  work: Promise<T>,
): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = systemClock.after(ms, () => resolve(undefined));
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.cancel();
  }
}

function thresholdsOf(flags: StatusFlags): Thresholds {
  return {
    queueAge: limitsOf(
      durationOf("queue-age-warning", flags.queueAgeWarning),
      durationOf("queue-age-critical", flags.queueAgeCritical),
    ),
    waiting: limitsOf(
      countOf("waiting-warning", flags.waitingWarning),
      countOf("waiting-critical", flags.waitingCritical),
    ),
    failed: limitsOf(
      countOf("failed-warning", flags.failedWarning),
      countOf("failed-critical", flags.failedCritical),
    ),
    modems: limitsOf(
      countOf("modems-warning", flags.modemsWarning),
      countOf("modems-critical", flags.modemsCritical),
    ),
  };
}

function limitsOf(
  warning: number | undefined,
  critical: number | undefined,
): Limits {
  return { warning, critical };
}

function durationOf(name: string, text: string | undefined) {
  const ms = text === undefined ? undefined : parseDuration(text);
  if (text === undefined || ms !== undefined) return ms;
  throw new CommandError(
    exitCode.usage,
    `--${name} "${text}" must be a duration such as 30s or 5m`,
  );
}

function countOf(name: string, text: string | undefined) {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new CommandError(
    exitCode.usage,
    `--${name} "${text}" must be a whole number`,
  );
}
