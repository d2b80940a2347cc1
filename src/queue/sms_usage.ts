import type { Database } from "./database.ts";
import { integer } from "./rows.ts";

/** When segments may have gone out by this SIM, at `since` or later, ascending; one entry a segment. */
export function smsTimes(
  database: Database,
  sim: string,
  since: number,
): readonly number[] {
  return database.all(
    "SELECT at, count FROM sms_usage WHERE sim = ? AND at >= ? ORDER BY at",
    sim,
    since,
  ).flatMap((row) =>
    Array<number>(integer(row, "count")).fill(integer(row, "at"))
  );
}

/** Books one, and forgets those of the same SIM before `before`. */
export function recordSms(
  database: Database,
  sim: string,
  { at, before }: { readonly at: number; readonly before: number },
): void {
  database.run("DELETE FROM sms_usage WHERE sim = ? AND at < ?", sim, before);
  database.run(
    "INSERT INTO sms_usage (sim, at, count) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
    sim,
    at,
  );
}

/** Takes one back; nothing when there is none. */
export function forgetSms(database: Database, sim: string, at: number): void {
  database.run(
    "DELETE FROM sms_usage WHERE sim = ? AND at = ? AND count = 1",
    sim,
    at,
  );
  database.run(
    "UPDATE sms_usage SET count = count - 1 WHERE sim = ? AND at = ? AND count > 1",
    sim,
    at,
  );
}
