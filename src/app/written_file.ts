import { CommandError, exitCode } from "./exit_code.ts";
import type { Screen } from "./screen.ts";
import { exists } from "./with_operations.ts";

/**
 * Writes a file that only its owner may read. Where a new one is root's, says so: the service rarely runs as root.
 *
 * @throws {CommandError} when it cannot be written.
 */
export async function writeSecret(
  screen: Screen,
  path: string,
  write: (path: string) => void,
): Promise<void> {
  const isNew = !await exists(path);
  mustWrite(path, write);
  if (!isNew || (await Deno.stat(path)).uid !== 0) return;
  screen.note(
    `Only root can read ${path}: where cellpost runs as another user, give it to that one by: chown USER ${path}`,
  );
}

/** Writes a file. @throws {CommandError} when it cannot be written. */
export function mustWrite(path: string, write: (path: string) => void): void {
  try {
    write(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCode.system, `Cannot write ${path}: ${reason}`);
  }
}
