import { Database } from "./database.ts";

/** How a queue's file was found. */
export type QueueInspection =
  | { readonly kind: "none" }
  /** `checked`: SQLite has read it whole and found nothing; else it is too large for that. */
  | {
    readonly kind: "readable";
    readonly bytes: number;
    readonly checked: boolean;
  }
  /** `reason`: the first of what is wrong, in SQLite's words. */
  | { readonly kind: "damaged"; readonly reason: string }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Reading this much takes some seconds on a slow disk. */
const mostBytes = 1_000_000_000;

/**
 * Looks whether the file of a queue is whole, without changing anything in it: also while an appliance works with it, which this does
 * not hold up. A file of more than `most` bytes is only opened.
 */
export function inspectQueue(path: string, most = mostBytes): QueueInspection {
  let bytes = 0;
  try {
    bytes = Deno.statSync(path).size;
  } catch (error) {
    return error instanceof Deno.errors.NotFound
      ? { kind: "none" }
      : { kind: "unreadable", reason: wordsOf(error) };
  }
  const checked = bytes <= most;
  try {
    const problem = firstProblem(path, checked);
    return problem === undefined
      ? { kind: "readable", bytes, checked }
      : { kind: "damaged", reason: problem };
  } catch (error) {
    const reason = wordsOf(error);
    return /malformed|not a database|corrupt/i.test(reason)
      ? { kind: "damaged", reason }
      : { kind: "unreadable", reason };
  }
}

function firstProblem(path: string, whole: boolean): string | undefined {
  const database = new Database(path, { readOnly: true });
  try {
    const row = database.get(
      whole ? "PRAGMA quick_check(1)" : "PRAGMA schema_version",
    ) ?? {};
    const [said] = Object.values(row);
    return whole && said !== "ok" ? String(said) : undefined;
  } finally {
    database.close();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
