import { dirname } from "node:path";
import { Database } from "./database.ts";
import { createPrivately } from "./open_database.ts";
import { nameTrouble } from "./trouble.ts";
import { StoreError } from "./store.ts";

/** The right to be the one process that works with a queue. Held until released, or until the process dies. */
export interface QueueLock extends Disposable {
  /** Lets another process have it. May be called twice. */
  release(): void;
}

/** Somebody else works with the queue; the process id is undefined when it could not be read. */
export interface QueueLocked {
  readonly heldBy: number | undefined;
}

/**
 * Takes the lock beside the database at `path`, without waiting. The operating system drops it with its process, however
 * that ends, so a stale lock does not exist. Throws `StoreError` when the files beside the database cannot be written.
 */
export function lockQueue(path: string): QueueLock | QueueLocked {
  const database = openLock(`${path}.lock`);
  if (database === undefined) return { heldBy: readPid(`${path}.pid`) };
  try {
    writePid(`${path}.pid`);
  } catch (error) {
    database.close();
    throw lockTrouble(`${path}.pid`, error);
  }
  return heldLock(database, `${path}.pid`);
}

/** For its owner only; the mode of one that a killed process left is set by `writeTextFile` too. */
function writePid(path: string): void {
  Deno.writeTextFileSync(path, `${Deno.pid}\n`, { mode: 0o600 });
}

/**
 * SQLite can try a lock on every platform, where `Deno.FsFile.lock` of Deno 2.4 can only wait for one: so the lock is an empty
 * database in an exclusive transaction that never ends. Nothing else may open the file: on POSIX systems closing any
 * descriptor of it would drop the lock, which is why the process id stands in a file of its own.
 */
function openLock(path: string): Database | undefined {
  let database: Database | undefined;
  try {
    // Who may read it may also hold a lock on it, and keep cellpost from starting.
    createPrivately(path);
    database = new Database(path);
    database.run("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    const trouble = nameTrouble(error);
    if (trouble instanceof StoreError && trouble.code === "busy") {
      return undefined;
    }
    throw lockTrouble(path, error);
  }
}

function heldLock(database: Database, pidPath: string): QueueLock {
  let held = true;
  const release = () => {
    if (!held) return;
    held = false;
    // Before the lock goes, or the next holder's id would be removed.
    try {
      Deno.removeSync(pidPath);
    } catch {
      // It means nothing without the lock, so it may stay.
    }
    database.close();
  };
  return { release, [Symbol.dispose]: release };
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(Deno.readTextFileSync(path), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** What kept the lock from being taken, and what to do about it. */
export function lockTrouble(path: string, error: unknown): StoreError {
  const trouble = nameTrouble(error);
  const code = trouble instanceof StoreError ? trouble.code : codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(
    code,
    `Cannot lock the queue by "${path}" (${reason}): ${
      advice(path, code, reason)
    }`,
  );
}

/** What the system said of the process id's file: 28 is ENOSPC, 112 is Windows' ERROR_DISK_FULL. */
function codeOf(error: unknown): StoreError["code"] {
  const full = error instanceof Error &&
    /os error (28|112)\b/.test(error.message);
  return full ? "full" : "read-only";
}

function advice(
  path: string,
  code: StoreError["code"],
  reason: string,
): string {
  if (code === "full") return "make space on its disk";
  if (!isThere(dirname(path))) {
    return "create its folder, and let this user write there";
  }
  return code === "broken" && !reason.startsWith("unable to open")
    ? "check the disk, and remove the file while no cellpost runs"
    : "run this as the user whom cellpost runs as, or give that user the file and its folder (chown)";
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
