import type { PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { integer } from "./rows.ts";
import type { Cap, Caps } from "./storm.ts";

/** Whose SMS it is and whom it is for. */
export interface Parties {
  readonly sender: string;
  readonly recipient: PhoneNumber;
}

/** A little more than the longest time of a cap. */
const keptMs = 25 * 3_600_000;
/** One booking in so many forgets at most so many old ones more: no more than come in stay. */
const tidyEvery = 16;
const tidied = 64;

/** Whether anything counts SMS. */
export function capsAny(caps: Caps): boolean {
  return caps.perRecipient.length > 0 || caps.perSender.length > 0 ||
    caps.breaker !== undefined;
}

/** Books an SMS that may go out at `at`; with `putOff` because the caps do not let it out before, with `quiet` because quiet hours do not. */
export function bookLetThrough(
  database: Database,
  { sender, recipient }: Parties,
  when: {
    readonly at: number;
    readonly now: number;
    readonly putOff: boolean;
    readonly quiet?: boolean;
  },
): void {
  const id = database.insert(
    "INSERT INTO let_through (at, booked_at, counted_at, sender, recipient, put_off) VALUES (?, ?, ?, ?, ?, ?)",
    when.at,
    when.now,
    when.quiet === true ? when.now : when.at,
    sender,
    recipient,
    Number(when.putOff),
  );
  if (id % tidyEvery !== 0) return;
  database.run(
    `DELETE FROM let_through WHERE id IN (SELECT id FROM let_through WHERE counted_at < ? AND at < ? ORDER BY counted_at LIMIT ${tidied})`,
    when.now - keptMs,
    when.now - keptMs,
  );
}

/** The earliest moment from `now` on at which every cap has room for one more, `before` others of the sender coming first. */
export function freeAt(
  database: Database,
  { sender, recipient, before = 0 }: Parties & { readonly before?: number },
  caps: Caps,
  now: number,
): number {
  const bySender = caps.perSender.map((cap) =>
    roomAt(cap, {
      now,
      before,
      nth: (of) => nthOf(database, "sender", { who: sender, ...of }),
    })
  );
  const byRecipient = caps.perRecipient.map((cap) =>
    roomAt(cap, {
      now,
      before: 0,
      nth: (of) => nthOf(database, "recipient", { who: recipient, ...of }),
    })
  );
  return Math.max(now, ...bySender, ...byRecipient);
}

/** Whether as many have gone out within the breaker's time, since it was last closed, as it allows. */
export function isBreakerFull(
  database: Database,
  { count, lengthMs }: Cap,
  { now, since }: { readonly now: number; readonly since: number },
): boolean {
  return database.get(
    "SELECT counted_at FROM let_through WHERE counted_at <= ? AND counted_at > ? ORDER BY counted_at DESC LIMIT 1 OFFSET ?",
    now,
    Math.max(now - lengthMs, since),
    count - 1,
  ) !== undefined;
}

/** What was booked while the clock was ahead counts from now, and no longer than it would have. */
export function followClockOfCaps(database: Database, now: number): void {
  database.run(
    `UPDATE let_through SET at = at - (booked_at - ?), counted_at = counted_at - (booked_at - ?), booked_at = ?
     WHERE booked_at > ?`,
    ...[now, now, now, now],
  );
}

interface Room {
  readonly now: number;
  readonly before: number;
  /** The moment of the last but so many that were let through, if it still counts. */
  readonly nth: (of: Nth) => number | undefined;
}

/** Which of the moments at which SMS were let through is meant; those up to `since` do not count any more. */
interface Nth {
  readonly offset: number;
  readonly now: number;
  readonly since: number;
}

/**
 * The last `count` together stay within the cap once the first of them is as old as the cap is long. Those that were put off follow each
 * other evenly, and not all at once when room comes.
 */
function roomAt(
  { count, lengthMs }: Cap,
  { now, before, nth }: Room,
): number {
  if (before >= count) return now + lengthMs;
  const since = now - lengthMs;
  const oldest = nth({ offset: count - 1 - before, now, since });
  if (oldest === undefined) return now;
  const newest = nth({ offset: 0, now, since }) ?? now;
  const evenly = newest > now ? newest + Math.ceil(lengthMs / count) : now;
  return Math.max(oldest + lengthMs, evenly);
}

/** Whose SMS are counted. */
type Counted = "sender" | "recipient";

function nthOf(
  database: Database,
  counted: Counted,
  of: Nth & { readonly who: string },
): number | undefined {
  const row = database.get(
    nthQueries[counted],
    of.who,
    of.since,
    of.now,
    of.offset,
  );
  return row && integer(row, "at");
}

const nthQueries = {
  sender: nthQuery("sender"),
  recipient: nthQuery("recipient"),
};

// What has a time of its own counts when that has come, and is in nobody's way before.
function nthQuery(counted: Counted): string {
  return `SELECT at FROM let_through INDEXED BY let_through_${counted}
    WHERE ${counted} = ? AND at > ? AND (at <= ? OR put_off = 1) ORDER BY at DESC LIMIT 1 OFFSET ?`;
}
