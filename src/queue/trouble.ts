import type { Clock } from "../model/mod.ts";
import { StoreError } from "./store.ts";

/** One kind of trouble, by SQLite's result code and by its text, which is all that some calls of node:sqlite carry. */
interface Trouble {
  readonly codes: readonly number[];
  readonly texts: readonly string[];
  readonly code: StoreError["code"];
  readonly advice: string;
}

// https://www.sqlite.org/rescode.html: the primary result codes that speak of the world and not of a bug.
const troubles: readonly Trouble[] = [
  {
    codes: [13],
    texts: ["database or disk is full"],
    code: "full",
    advice: "free space on its disk",
  },
  {
    codes: [5, 6],
    texts: ["database is locked", "database table is locked"],
    code: "busy",
    advice: "end the other program that has it open",
  },
  {
    codes: [8],
    texts: ["attempt to write a readonly database"],
    code: "read-only",
    advice: "let this user write to the file and its folder",
  },
  {
    codes: [14],
    texts: ["unable to open database file"],
    code: "broken",
    advice: "create its folder, and let this user write there",
  },
  {
    codes: [10],
    texts: ["disk I/O error"],
    code: "broken",
    advice: "check the disk",
  },
  {
    codes: [11, 26],
    texts: ["database disk image is malformed", "file is not a database"],
    code: "broken",
    advice: "restore it from a backup, or move it away to start empty",
  },
];

/**
 * Names what the database said: a `StoreError` when it speaks of disk, locks or damage, and otherwise the error itself,
 * which is then a bug of ours.
 */
export function nameTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const trouble = troubles.find((it) =>
    it.codes.includes(primaryCode(error)) ||
    it.texts.some((start) => error.message.startsWith(start))
  );
  if (trouble === undefined) return error;
  return new StoreError(
    trouble.code,
    `The queue's database cannot be used (${error.message}): ${trouble.advice}`,
  );
}

/** SQLite's primary result code, the low byte of the extended one; 0 where the error carries none. */
function primaryCode(error: Error): number {
  return "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : 0;
}

const patienceMs = 5_000;
const retryMs = 20;

/**
 * Does what needs the database's write lock, again and again for 5 s while another program holds it. SQLite's own
 * busy_timeout would sleep on the only thread; this leaves the event loop free. Throws what `nameTrouble` makes of the
 * last error.
 */
export async function whenFree<T>(clock: Clock, action: () => T): Promise<T> {
  const deadline = clock.monotonic() + patienceMs;
  while (true) {
    try {
      return action();
    } catch (error) {
      const trouble = nameTrouble(error);
      const busy = trouble instanceof StoreError && trouble.code === "busy";
      if (!busy || clock.monotonic() >= deadline) throw trouble;
    }
    await clock.sleep(retryMs);
  }
}
