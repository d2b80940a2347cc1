import {
  expiryWarning,
  readCertificateFiles,
  readTokens,
  readUsers,
} from "../auth/mod.ts";
import type { Config } from "../config/mod.ts";
import { systemClock } from "../model/mod.ts";
import { usersPath } from "./beside_config.ts";
import { ownAddress } from "./notify_side.ts";
import { readRelayLogin } from "./relay_password.ts";
import { isLoopbackHost } from "../web/mod.ts";
import { certificatePaths, isNetwork, tokensPathBeside } from "./doors.ts";

/** What was found in a file beside the config, one sentence each. */
export interface Look {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What is to be said of the certificate, users.toml and the relay's password, as a config that was read from there names them. */
export function lookBeside(
  config: Config,
  configPath: string | undefined,
): Look {
  const looks = [
    lookAtCertificate(config),
    lookAtUsers(config, configPath),
    lookAtScreen(config, configPath),
    lookAtRelay(config),
  ];
  return {
    problems: looks.flatMap((it) => it.problems),
    warnings: looks.flatMap((it) => it.warnings),
  };
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

/** Beyond this machine the screen opens only to users with a role: `serve` would refuse to start. */
function lookAtScreen({ web }: Config, configPath: string | undefined): Look {
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
