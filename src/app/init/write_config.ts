import { dirname } from "node:path";
import { writePrivately } from "../../auth/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";

/** Where a config goes, and how. */
export interface ConfigPlace {
  readonly path: string;
  /** Whether one that is there is replaced. */
  readonly force: boolean;
  /** The group that may read it besides its owner; absent: nobody else may. */
  readonly group?: number | undefined;
}

/**
 * Writes a config in one step, and its folder where there is none. One that is there stays, but with `force`, which keeps it under
 * another name: that is the answer.
 *
 * @throws {CommandError} when one is there, or it cannot be written.
 */
export function writeConfig(
  text: string,
  { path, force, group }: ConfigPlace,
): string | undefined {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw refusalOf(dirname(path), error);
  }
  try {
    const backup = force ? keepOld(path) : undefined;
    if (backup !== undefined) replaceOld(text, { path, group });
    else writeNew(text, { path, group });
    if (group !== undefined) Deno.chownSync(path, null, group);
    return backup;
  } catch (error) {
    throw error instanceof Deno.errors.AlreadyExists
      ? alreadyThere(path)
      : refusalOf(path, error);
  }
}

function modeFor(group: number | undefined): { readonly mode: number } {
  return { mode: group === undefined ? 0o600 : 0o640 };
}

/** Owner and readers stay who they were: a service with a user of its own must be able to start again. */
function replaceOld(
  text: string,
  { path, group }: Pick<ConfigPlace, "path" | "group">,
): void {
  const mayRead = (Deno.statSync(path).mode ?? 0) & 0o044;
  writePrivately(path, text, { mode: modeFor(group).mode | mayRead });
}

/** A link is refused where a rename would replace what somebody has written meanwhile. */
function writeNew(
  text: string,
  { path, group }: Pick<ConfigPlace, "path" | "group">,
): void {
  const draft = `${path}.${Deno.pid}.new`;
  writePrivately(draft, text, modeFor(group));
  try {
    Deno.linkSync(draft, path);
    Deno.removeSync(draft);
  } catch (error) {
    // A disk that knows no links, such as a memory stick's: there a rename must do, behind a look.
    const isThere = error instanceof Deno.errors.AlreadyExists || isFile(path);
    if (!isThere) return Deno.renameSync(draft, path);
    Deno.removeSync(draft);
    throw new Deno.errors.AlreadyExists(path);
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    return false;
  }
}

/** Copies what is there to the first free name of `.bak`, `.bak2`… */
function keepOld(path: string): string | undefined {
  for (let count = 1;; count++) {
    const backup = `${path}.bak${count === 1 ? "" : count}`;
    try {
      const bytes = Deno.readFileSync(path);
      // PINs and passwords may be in it.
      Deno.writeFileSync(backup, bytes, { createNew: true, mode: 0o600 });
      return backup;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** That a config stays as it is. */
export function alreadyThere(path: string): CommandError {
  return new CommandError(
    exitCode.notDone,
    `${path} is there already, and stays as it is: --force replaces it and keeps a copy, --config names another file`,
  );
}

function refusalOf(path: string, error: unknown): CommandError {
  const advice = error instanceof Deno.errors.PermissionDenied
    ? "run this as a user who may write there, or name another file by --config"
    : error instanceof Error
    ? error.message
    : String(error);
  return new CommandError(exitCode.system, `Cannot write ${path}: ${advice}`);
}
