import type { Command } from "commander";
import {
  expiryWarning,
  readCertificateFiles,
  readUsers,
} from "../../auth/mod.ts";
import {
  type Config,
  configSchema,
  sampleConfig,
  warningsOf,
} from "../../config/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { usersPath } from "../beside_config.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { ownAddress } from "../notify_side.ts";
import { readRelayLogin } from "../relay_password.ts";
import type { Screen } from "../screen.ts";
import { isNetwork } from "../logins.ts";
import { certificatePaths } from "../smtp_side.ts";
import { readJudgedConfig } from "./judged_config.ts";
import {
  problemsOf,
  type SharedFlags,
  sourceOf,
  withConfigFlag,
} from "./options.ts";

interface CheckFlags extends SharedFlags {
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
  withConfigFlag(command).action((flags: CheckFlags) =>
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

async function check(flags: SharedFlags, screen: Screen): Promise<number> {
  const result = await readJudgedConfig(flags);
  screen.result(`Config: ${sourceOf(result, flags)}`);
  if (result.kind === "invalid") {
    screen.note(problemsOf(result));
    return exitCode.notDone;
  }
  const { config, path } = result;
  const beside = [
    lookAtCertificate(config),
    lookAtUsers(config, path),
    lookAtRelay(config),
  ];
  const problems = beside.flatMap((it) => it.problems);
  for (const problem of problems) screen.note(problem);
  if (problems.length > 0) return exitCode.notDone;
  const modems = config.modems.length;
  screen.result(
    `No problems, ${modems} ${modems === 1 ? "modem" : "modems"}`,
  );
  const warnings = [
    ...warningsOf(config),
    ...beside.flatMap((it) => it.warnings),
  ];
  for (const warning of warnings) screen.result(`Warning: ${warning}`);
  return exitCode.done;
}

/** What was found in a file beside the config, one sentence each. */
interface Look {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const nothing: Look = { problems: [], warnings: [] };

function lookAtCertificate(config: Config): Look {
  const paths = certificatePaths(config);
  if (paths === undefined) return nothing;
  const result = readCertificateFiles(paths);
  if (result.kind === "invalid") return { ...nothing, ...result };
  const expiry = expiryWarning(result.notAfterMs, systemClock.now());
  const warnings = expiry === undefined
    ? result.warnings
    : [...result.warnings, expiry];
  return { problems: [], warnings };
}

/** Whether the relay answers is not asked: what is to be mailed waits for it. */
function lookAtRelay(config: Config): Look {
  if (config.mail.relay === undefined) return nothing;
  const login = readRelayLogin(config);
  if (login.kind === "problem") return { ...nothing, problems: [login.text] };
  const exposed = login.kind === "login" && login.exposed !== undefined
    ? [login.exposed]
    : [];
  const address = ownAddress(config);
  const local = address.slice(address.lastIndexOf("@")).includes(".") ? [] : [
    `Many relays take no mail from ${address}, whose domain is no full name: set [mail] from, or [smtp] hostname`,
  ];
  return { problems: [], warnings: [...exposed, ...local] };
}

function lookAtUsers({ smtp }: Config, configPath: string | undefined): Look {
  const needed = smtp.listeners.some(({ auth }) => auth === "required");
  const path = usersPath(configPath);
  const result = readUsers(path, { isNetwork });
  if (result.kind === "invalid") return { ...nothing, ...result };
  const warnings = needed && result.users.length === 0
    ? [
      ...result.warnings,
      `Nobody can log in yet: a listener has auth = "required", and ${path} has no users; make one with "cellpost user add"`,
    ]
    : result.warnings;
  return { problems: [], warnings };
}
