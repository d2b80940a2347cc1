import { dirname, join } from "node:path";
import { readConfig, type SharedFlags } from "./commands/options.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import { exists } from "./with_operations.ts";

/** Where users.toml lies for a config that was read from `configPath`; undefined: none was found. */
export function usersPath(configPath: string | undefined): string {
  return join(folderOf(configPath), "users.toml");
}

/**
 * The folder of the config that would be used, whether or not it is right; the working folder where there is none.
 *
 * @throws {CommandError} when `--config` names a file that is not there.
 */
export async function configFolder(flags: SharedFlags): Promise<string> {
  return folderOf(await configPath(flags));
}

/** The path of users.toml beside the config that would be used; see `configFolder`. */
export async function usersPathFor(flags: SharedFlags): Promise<string> {
  return usersPath(await configPath(flags));
}

async function configPath(flags: SharedFlags): Promise<string | undefined> {
  const { path } = readConfig(flags);
  if (path === undefined || await exists(path)) return path;
  throw new CommandError(
    exitCode.notDone,
    `${path}: There is no such file; check --config`,
  );
}

function folderOf(configPath: string | undefined): string {
  return configPath === undefined ? Deno.cwd() : dirname(configPath);
}
