import type { Database } from "./database.ts";
import { integer } from "./rows.ts";
import type { BreakerState } from "./storm.ts";

/** The breaker as it stands; undefined when it was never open. */
export function readBreaker(
  database: Database,
): (BreakerState & { readonly closedAt: number }) | undefined {
  const row = database.get("SELECT * FROM breaker");
  if (row === undefined) return undefined;
  const open = row["closed_at"] === null;
  return {
    open,
    openedAt: integer(row, "opened_at"),
    closesAt: integer(row, "closes_at"),
    remindedAt: integer(row, "reminded_at"),
    closedAt: open ? 0 : integer(row, "closed_at"),
  };
}

/** From now on nothing is let through. */
export function openBreaker(
  database: Database,
  now: number,
  closesAt: number,
): void {
  database.run(
    "INSERT OR REPLACE INTO breaker (id, opened_at, closes_at, reminded_at) VALUES (1, ?, ?, ?)",
    now,
    closesAt,
    now,
  );
}

/** SMS are let through again, and counted anew; false when it was not open. */
export function closeBreaker(database: Database, now: number): boolean {
  return database.run(
    "UPDATE breaker SET closed_at = ? WHERE closed_at IS NULL",
    now,
  ) > 0;
}

/** Notes that the operator was told of it. */
export function remindBreaker(database: Database, now: number): void {
  database.run("UPDATE breaker SET reminded_at = ?", now);
}

/** After the clock was set back to `now`, it stays open no longer than it would have. */
export function followClockOfBreaker(database: Database, now: number): void {
  database.run(
    `UPDATE breaker SET closes_at = closes_at - (opened_at - ?), reminded_at = min(reminded_at, ?), opened_at = ?
     WHERE opened_at > ?`,
    ...[now, now, now, now],
  );
  database.run(
    "UPDATE breaker SET closed_at = ? WHERE closed_at > ?",
    now,
    now,
  );
}
