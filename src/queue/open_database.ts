import type { Clock } from "../model/mod.ts";
import { Database } from "./database.ts";
import { migrations } from "./migrations.ts";
import { integer, text } from "./rows.ts";
import { StoreError } from "./store.ts";
import { nameTrouble, whenFree } from "./trouble.ts";

/**
 * Opens the queue's database for durable use and brings it to this program's version. A missing file is made, readable
 * by its owner only. Throws `StoreError`, whose sentence names the path.
 */
export async function openDatabase(
  path: string,
  clock: Clock,
): Promise<Database> {
  let database: Database | undefined;
  try {
    // The texts of all messages are in it.
    createPrivately(path);
    const opened = database = new Database(path);
    await whenFree(clock, () => makeDurable(opened));
    await whenFree(clock, () => migrate(opened));
    await whenFree(clock, () => makeShrinkable(opened));
    return opened;
  } catch (error) {
    database?.close();
    throw named(path, error);
  }
}

/** Puts the path in front, since several queues may be in use on one machine. */
function named(path: string, error: unknown): unknown {
  const trouble = nameTrouble(error);
  if (!(trouble instanceof StoreError)) return trouble;
  return new StoreError(
    trouble.code,
    `Cannot open the queue "${path}". ${trouble.message}`,
  );
}

/** Makes the file of a database for its owner only, where there is none. SQLite gives its side files the same mode. */
export function createPrivately(path: string): void {
  try {
    // Only ever a new file: closing a second descriptor of an open database would drop its POSIX locks.
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
  } catch {
    // It is there, or cannot be made: then SQLite's own error says it better.
  }
}

function makeDurable(database: Database): void {
  // Only counts for a new file, and only before anything is written to it.
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
  const row = database.get("PRAGMA journal_mode = WAL") ?? {};
  const mode = text(row, "journal_mode");
  if (mode !== "wal") {
    throw new StoreError(
      "broken",
      `Its disk allows no write-ahead log (SQLite chose "${mode}"): use a local disk`,
    );
  }
  database.execute("PRAGMA synchronous = FULL");
  database.execute("PRAGMA foreign_keys = ON");
}

/** A file of this many pages of 4 KiB is written anew within a second. */
const quicklyRewritten = 16_384;

/** Makes a file of an earlier cellpost one that can give space back; a large one keeps its size, whose pages are used again. */
function makeShrinkable(database: Database): void {
  const kind = database.get("PRAGMA auto_vacuum") ?? {};
  if (integer(kind, "auto_vacuum") !== 0) return;
  const pages = database.get("PRAGMA page_count") ?? {};
  if (integer(pages, "page_count") > quicklyRewritten) return;
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
  try {
    database.execute("VACUUM");
  } catch {
    // Deno 2.4 lets no connection attach the file that this needs: then it keeps its size.
  }
}

/**
 * Runs the migrations that a database has not seen, all or none of them; `user_version` counts those it has. Throws
 * `StoreError` "newer" when it has seen more than there are.
 */
export function migrate(
  database: Database,
  texts: readonly string[] = migrations,
): void {
  database.run("BEGIN IMMEDIATE");
  try {
    const version = versionOf(database);
    refuseStrangers(database, { version, known: texts.length });
    for (const sql of texts.slice(version)) database.execute(sql);
    database.execute(`PRAGMA user_version = ${texts.length}`);
    database.run("COMMIT");
  } catch (error) {
    database.rollback();
    throw error;
  }
}

function versionOf(database: Database): number {
  return integer(database.get("PRAGMA user_version") ?? {}, "user_version");
}

function refuseStrangers(
  database: Database,
  found: { readonly version: number; readonly known: number },
): void {
  const { version, known } = found;
  if (version > known) {
    throw new StoreError(
      "newer",
      `It was written by a newer cellpost (format ${version}, this one knows ${known}): install that one again, or choose another [queue] path`,
    );
  }
  const foreign = version === 0 &&
    database.get("SELECT name FROM sqlite_schema LIMIT 1") !== undefined;
  if (foreign) {
    throw new StoreError(
      "broken",
      "It is a database of another program: choose another [queue] path",
    );
  }
}
