import type { Database } from "./database.ts";
import { text } from "./rows.ts";

/** One PIN, as its salted hash, on one SIM. */
export interface Pin {
  readonly sim: string;
  readonly pinHash: string;
}

/** Whether the PIN was already tried on the SIM. */
export function pinAttempted(
  database: Database,
  { sim, pinHash }: Pin,
): boolean {
  return database.get(
    "SELECT 1 FROM pin_attempt WHERE sim = ? AND pin_hash = ?",
    sim,
    pinHash,
  ) !== undefined;
}

/** Books a PIN attempt; the first one's time stays. */
export function recordPinAttempt(
  database: Database,
  { sim, pinHash }: Pin,
  at: number,
): void {
  database.run(
    "INSERT INTO pin_attempt (sim, pin_hash, tried_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    sim,
    pinHash,
    at,
  );
}

/** The salt that the migration made. */
export function readPinSalt(database: Database): string {
  const row = database.get("SELECT value FROM meta WHERE name = 'pin_salt'");
  return text(row ?? {}, "value");
}
