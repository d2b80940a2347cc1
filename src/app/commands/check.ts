import type { Command } from "commander";
import {
  expiryWarning,
  readCertificateFiles,
  readTokens,
  readUsers,
} from "../../auth/mod.ts";
import { type Config, type LoadResult, warningsOf } from "../../config/mod.ts";
import { loadGroupJudge, loadPatternJudge } from "../../mail/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { usersPath } from "../beside_config.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { isLoopbackHost } from "../../web/mod.ts";
import { ownAddress } from "../notify_side.ts";
import { readRelayLogin } from "../relay_password.ts";
import type { Screen } from "../screen.ts";
import { certificatePaths, isNetwork, tokensPathBeside } from "../doors.ts";
import {
  type JsonFlag,
  problemsOf,
  readConfig,
  type SharedFlags,
  sourceOf,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

/** Adds `cellpost check`. */
export function addCheckCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("check")
    .description("Read the config and tell all that is wrong with it")
    .addHelpText("after", "\nExample:\n  cellpost check --config config.toml");
  withJsonFlag(withConfigFlag(command)).action((
    flags: SharedFlags & JsonFlag,
  ) => run(() => check(flags, screen)));
}

/** What is wrong, and what may be. */
interface Verdict {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

async function check(
  flags: SharedFlags & JsonFlag,
  screen: Screen,
): Promise<number> {
  const result = await read(flags);
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

async function read(flags: SharedFlags): Promise<LoadResult> {
  const judge = await loadPatternJudge();
  const finders = await loadGroupJudge();
  return readConfig(flags, {
    pattern: (it) => {
      const problem = judge(it);
      return problem && `is wrong: ${problem}`;
    },
    balancePattern: finders,
  });
}

function judge(result: LoadResult): Verdict {
  if (result.kind === "invalid") {
    return { problems: problemsOf(result).split("\n"), warnings: [] };
  }
  const { config, path } = result;
  const beside = [
    lookAtCertificate(config),
    lookAtUsers(config, path),
    lookAtScreen(config, path),
    lookAtRelay(config),
  ];
  return {
    problems: beside.flatMap((it) => it.problems),
    warnings: [
      ...warningsOf(config),
      ...beside.flatMap((it) => it.warnings),
    ],
  };
}

const nothing: Verdict = { problems: [], warnings: [] };

function lookAtCertificate(config: Config): Verdict {
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
function lookAtRelay(config: Config): Verdict {
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

function lookAtUsers(
  { smtp }: Config,
  configPath: string | undefined,
): Verdict {
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

/** Beyond this machine the screen opens only to users with a role: `serve` would refuse to start. */
function lookAtScreen({ web }: Config, configPath: string | undefined): Verdict {
  if (!web.enabled) return nothing;
  const path = usersPath(configPath);
  const tokens = readTokens(tokensPathBeside(path));
  const users = readUsers(path, { isNetwork });
  const beyond = web.listen.some(({ hostname }) => !isLoopbackHost(hostname));
  const isOpen = beyond && users.kind === "ok" &&
    users.users.every(({ role }) => role === undefined);
  return {
    problems: [
      ...(tokens.kind === "invalid" ? tokens.problems : []),
      ...(isOpen
        ? [
          `[web] listen reaches beyond this machine, and no user in ${path} has a role, so that cellpost does not start: cellpost user add NAME --role admin`,
        ]
        : []),
    ],
    warnings: tokens.kind === "ok" ? tokens.warnings : [],
  };
}
