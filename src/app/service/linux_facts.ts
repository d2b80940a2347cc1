import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { type Config, loadConfig } from "../../config/mod.ts";
import { Secret } from "../../model/mod.ts";
import {
  type ConfigFacts,
  defaultUser,
  type LinuxFacts,
  programPath,
  unitPath,
} from "./install_plan.ts";
import type { ServiceOptions } from "./manager.ts";
import { ownProgram } from "./own_program.ts";
import { runProgram } from "./run_program.ts";
import { statePath } from "./starter_config.ts";
import { dynamicUser } from "./unit_text.ts";
import type { UninstallFacts } from "./uninstall_plan.ts";

/** Looks what this machine has of a service. */
export async function linuxFacts(
  { name, configPath, user = defaultUser }: ServiceOptions,
): Promise<LinuxFacts> {
  const own = ownProgram({
    standalone: Deno.build.standalone,
    execPath: Deno.execPath(),
    main: Deno.mainModule,
  });
  const program = own?.path;
  return {
    isRoot: isRoot(),
    systemd: systemdRuns(),
    program,
    programNeedsFolder: own?.needsFolder === true,
    programInPlace: program !== undefined &&
      sameFile(program, programPath(program)),
    packaged: ["/lib", "/usr/lib"].some((folder) =>
      isThere(`${folder}/systemd/system/${name}.service`)
    ),
    unit: readText(unitPath(name)),
    config: configFacts(configPath),
    privateFiles: privateFilesBeside(configPath, rightConfig(configPath))
      .filter(isThere),
    userGroup: user === dynamicUser ? undefined : await groupOf(user),
    serialGroup: await serialGroup(),
  };
}

/** Looks what there is to remove. */
export async function uninstallFacts(
  { name, user = defaultUser }: ServiceOptions,
): Promise<UninstallFacts> {
  const hidden = `/var/lib/private/${name}`;
  return {
    installed: isThere(unitPath(name)),
    ownUser: await isOwnUser(user, statePath(name)) ? user : undefined,
    privateState: isThere(hidden) ? hidden : undefined,
  };
}

/** Whether this process may do what only root may. */
export function isRoot(): boolean {
  return Deno.uid() === 0;
}

/** sd_booted(3). */
export function systemdRuns(): boolean {
  return isThere("/run/systemd/system");
}

/**
 * Files beside a config that only the service's user shall read, and must: what commands write there, and what the config names there. What
 * lies elsewhere is somebody else's. None need be there.
 */
export function privateFilesBeside(
  configPath: string,
  config: Config | undefined,
): readonly string[] {
  const folder = dirname(configPath);
  const written = ["users.toml", "tokens.toml", "tls_key.pem"]
    .map((name) => join(folder, name));
  const password = config?.mail.relay?.login?.password;
  const named = [
    config?.smtp.tlsKey,
    password instanceof Secret ? undefined : password?.file,
  ].filter((path) => path !== undefined && dirname(path) === folder);
  return [...new Set([...written, ...named])]
    .filter((path) => path !== undefined);
}

function configFacts(path: string): ConfigFacts {
  if (!isThere(path)) return { kind: "missing" };
  const config = rightConfig(path);
  return config === undefined ? { kind: "wrong" } : {
    kind: "right",
    queuePath: config.queue.path,
    hasModem: config.modems.length > 0,
    folderMissing: !isThere(dirname(config.queue.path)),
  };
}

function rightConfig(path: string): Config | undefined {
  const result = loadConfig({ configPath: path, cwd: Deno.cwd() });
  return result.kind === "ok" ? result.config : undefined;
}

// Byte by byte: two builds may be of one length.
function sameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [Deno.readFileSync(one), Deno.readFileSync(other)];
    return Buffer.compare(a, b) === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The main group of a user; undefined: there is no such user. */
async function groupOf(user: string): Promise<string | undefined> {
  const { code, stdout } = await runProgram("id", ["-gn", user]);
  return code === 0 ? stdout : undefined;
}

async function serialGroup(): Promise<string | undefined> {
  for (const group of ["dialout", "uucp"]) {
    const { code } = await runProgram("getent", ["group", group]);
    if (code === 0) return group;
  }
  return undefined;
}

async function isOwnUser(user: string, home: string): Promise<boolean> {
  const { code, stdout } = await runProgram("getent", ["passwd", user]);
  return code === 0 && stdout.split(":")[5] === home;
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.PermissionDenied) return true;
    throw error;
  }
}
