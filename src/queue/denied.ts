import type { DeliveryId, PhoneNumber } from "../model/mod.ts";
import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";
import type { Denied } from "./reply.ts";
import { deliveryId, integer, oneOf, phoneNumber } from "./rows.ts";
import type { Change } from "./store.ts";

const makers = ["sms", "operator"] as const;

/** The whole deny list, by number. */
export function deniedNumbers(database: Database): readonly Denied[] {
  return database.all("SELECT * FROM denied ORDER BY number").map((row) => ({
    number: phoneNumber(row, "number"),
    at: integer(row, "at"),
    madeBy: oneOf(makers, row, "made_by"),
  }));
}

/** Who has put a number on the list; undefined when it is not there. */
export function whoDenied(
  database: Database,
  number: PhoneNumber,
): Denied["madeBy"] | undefined {
  const row = database.get(
    "SELECT made_by FROM denied WHERE number = ?",
    number,
  );
  return row && oneOf(makers, row, "made_by");
}

/** Puts a number on the list, once; true when it is new there. */
export function deny(
  database: Database,
  { number, at, madeBy }: Denied,
): boolean {
  return database.run(
    "INSERT INTO denied (number, at, made_by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    number,
    at,
    madeBy,
  ) > 0;
}

/** Takes a number off the list; true when it was there. */
export function allow(database: Database, number: PhoneNumber): boolean {
  return database.run("DELETE FROM denied WHERE number = ?", number) > 0;
}

/** One look through all that waits, for numbers that are new on the list. */
export interface Sweep {
  readonly numbers: readonly PhoneNumber[];
  /** The last row that was looked at. */
  readonly expiresAt: number;
  readonly id: number;
}

/** So many waiting deliveries are looked at in one commit: some 10 ms, whatever waits. */
const lookedAt = 10_000;

/**
 * Cancels what waits for numbers that are new on the list, as far as one step goes. There is no index by recipient, since each mail would
 * pay for it; a STOP is rare. The SMS that confirms it goes out. Without a sweep to go on with, a new one is begun; without a next step, there is nothing left to do.
 */
export function cancelDenied(
  database: Database,
  now: number,
  sweep = newSweep(database),
): { readonly changes: readonly Change[]; readonly next?: Sweep | undefined } {
  if (sweep === undefined) return { changes: [] };
  const numbers = JSON.stringify(sweep.numbers);
  const rows = database.all(
    `SELECT id, expires_at, recipient IN (SELECT value FROM json_each(?))
       AND (SELECT made_by FROM message WHERE key = message_key) <> 'reply' AS hit
     FROM delivery INDEXED BY delivery_expiring
     WHERE state IN ('queued', 'held') AND (expires_at, id) > (?, ?) ORDER BY expires_at, id LIMIT ${lookedAt}`,
    ...[numbers, sweep.expiresAt, sweep.id],
  );
  const hits = rows.filter((row) => integer(row, "hit") === 1);
  const ids = hits.map((row) => deliveryId(row, "id"));
  const changes = cancelThese(database, ids, now);
  const last = rows.at(-1);
  if (rows.length === lookedAt && last !== undefined) {
    const expiresAt = integer(last, "expires_at");
    return { changes, next: { ...sweep, expiresAt, id: integer(last, "id") } };
  }
  database.run(
    "UPDATE denied SET swept = 1 WHERE number IN (SELECT value FROM json_each(?))",
    numbers,
  );
  return { changes, next: newSweep(database) };
}

function newSweep(database: Database): Sweep | undefined {
  const numbers = database.all("SELECT number FROM denied WHERE swept = 0")
    .map((row) => phoneNumber(row, "number"));
  return numbers.length === 0 ? undefined : { numbers, expiresAt: -1, id: -1 };
}

/** Why such a delivery was cancelled: by this it is told from one that the operator has cancelled. */
export const deniedReason = "Its number is on the deny list";

/** Cancels those of these that wait. */
export function cancelThese(
  database: Database,
  ids: readonly DeliveryId[],
  now: number,
): readonly Change[] {
  const reason = deniedReason;
  return ids.flatMap((id) => {
    const delivery = findDelivery(database, id);
    const cancelled = { what: "cancelled", at: now, reason } as const;
    return delivery ? happen(database, delivery, cancelled) ?? [] : [];
  });
}
