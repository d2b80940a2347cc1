import * as nodePath from "node:path";
import { CommandError, exitCode } from "../exit_code.ts";
import type { ServiceOptions } from "./manager.ts";
import { ownAccount } from "./windows_account.ts";
import { windowsCommandLine } from "./windows_command_line.ts";
import type { WindowsPlaces } from "./windows_places.ts";
import type { ServiceDefinition } from "./windows_services.ts";

const { dirname, resolve } = nodePath.win32;

/** After the first failure soon, for what passes by itself; then with more and more patience. */
const restartAfterMs = [5_000, 30_000, 60_000];
const forgetFailuresAfterS = 24 * 60 * 60;
/** A stop takes up to 30 s; newer Windows would grant 10 of them when the machine stops. */
const shutdownMs = 40_000;
/** The network: addresses to listen on. */
const dependencies = ["Tcpip"];

/**
 * The service that Windows shall keep.
 *
 * @throws {CommandError} when it cannot have that name.
 */
export function definitionOf(
  { name, configPath, user }: ServiceOptions,
  places: WindowsPlaces,
): ServiceDefinition {
  // Windows takes more, but the name stands in paths, in an account and in commands that people type.
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name)) {
    throw new CommandError(
      exitCode.usage,
      `"${name}" cannot be the name of a service: use letters, digits, "-", "_" and "."`,
    );
  }
  const [program = "", ...args] = places.program;
  return {
    name,
    displayName: name === "cellpost" ? "cellpost" : `cellpost (${name})`,
    description: "Takes mail by SMTP and sends it as SMS",
    commandLine: windowsCommandLine(program, [
      ...args,
      "serve",
      ...["--service", name],
      // Services have an environment of their own, so the places are told.
      ...["--service-log", places.logPathOf(name)],
      ...["--config", configPath],
    ]),
    account: user ?? ownAccount(name),
    dependencies,
    restartAfterMs,
    forgetFailuresAfterS,
    shutdownMs,
  };
}

/** What `install` would do, line by line. */
export function planOf(
  options: ServiceOptions,
  places: WindowsPlaces,
): readonly string[] {
  const definition = definitionOf(options, places);
  const { name, account, commandLine } = definition;
  const descriptor = places.descriptorOf(name, account);
  const folder = places.folderOf(name);
  return [
    `Service "${name}", started now, and a little after Windows when Tcpip runs`,
    `  command  ${commandLine}`,
    `  account  ${account}`,
    `  restart  5 s after a failure, 30 s after the next, then every 60 s`,
    `  log      ${places.logPathOf(name)}`,
    descriptor === undefined
      ? `  rights   of ${folder} stay as they are`
      : `  rights   of ${folder}: ${descriptor}`,
    places.exists(options.configPath)
      ? `  config   ${options.configPath}`
      : `  config   ${options.configPath}, which will be written`,
    `  events   of source "${name}" in the log "Application" of Windows`,
    ...remarksOf(options, places),
  ];
}

/** What the operator still has to see to. */
export function remarksOf(
  options: ServiceOptions,
  places: WindowsPlaces,
): readonly string[] {
  const { name, account } = definitionOf(options, places);
  const { configPath } = options;
  const folder = places.folderOf(name);
  const [program = ""] = places.program;
  const remarks: string[] = [];
  const elsewhere = dirname(configPath);
  if (!isBelow(elsewhere, folder)) {
    remarks.push(
      `The service must be able to read ${configPath}, and to write the queue, which lies there too unless [queue] path says otherwise: ` +
        `icacls "${elsewhere}" /grant "${account}:(OI)(CI)M"`,
    );
  }
  // A person's own folder is closed to the accounts of services.
  if (/^[A-Z]:\\Users\\(?!Public\\)/i.test(program)) {
    remarks.push(
      `The service may not read ${program}: copy it to a folder for all, such as C:\\Program Files\\cellpost, and install from there`,
    );
  }
  return remarks;
}

function isBelow(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((it) =>
    `${resolve(it).toLowerCase()}\\`
  );
  return (inner ?? "").startsWith(outer ?? "\\");
}
