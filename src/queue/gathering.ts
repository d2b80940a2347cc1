import type { DeliveryId, PhoneNumber, Wishes } from "../model/mod.ts";
import { openBreaker, readBreaker } from "./breaker.ts";
import type { Database } from "./database.ts";
import {
  bookLetThrough,
  capsAny,
  freeAt,
  isBreakerFull,
} from "./let_through.ts";
import { flag, integer } from "./rows.ts";
import type {
  OpenGathering,
  StormFacts,
  StormOutcome,
  StormVerdict,
  StormWatch,
} from "./storm.ts";

/** A delivery that was accepted just now. */
export interface Fresh {
  readonly id: DeliveryId;
  readonly recipient: PhoneNumber;
  readonly wishes: Wishes;
  /** When its mail was accepted. */
  readonly now: number;
  /** Not before that by the rules of time. */
  readonly dueAt: number;
  readonly lifetimeMs: number;
}

/** A gathering with its key. */
interface Gathering extends OpenGathering {
  readonly id: number;
}

/** Decides what becomes of fresh deliveries, one after the other, and puts them where they belong. */
export function holdAgainstStorms(
  database: Database,
  watch: StormWatch,
  fresh: readonly Fresh[],
): StormOutcome {
  const gathered: PhoneNumber[] = [];
  const putOff: PhoneNumber[] = [];
  let tripped = false;
  let closesAt = Infinity;
  for (const delivery of fresh) {
    const verdict = hold(database, watch, delivery);
    if (verdict.to === "gather") {
      gathered.push(delivery.recipient);
      tripped ||= verdict.trips !== undefined;
      closesAt = Math.min(closesAt, verdict.closesAt);
      continue;
    }
    if (verdict.putOff) putOff.push(delivery.recipient);
    closesAt = Math.min(closesAt, verdict.opens ?? Infinity);
  }
  const closes = closesAt === Infinity ? {} : { closesAt };
  return { gathered, putOff, tripped, ...closes };
}

function hold(
  database: Database,
  watch: StormWatch,
  delivery: Fresh,
): StormVerdict {
  const { recipient, wishes, now, dueAt, lifetimeMs } = delivery;
  const likeness = watch.likenessFor(wishes);
  const alike = likeness === ""
    ? undefined
    : findOpen(database, recipient, likeness);
  const backlog = findOpen(database, recipient, "");
  const verdict = watch.decide({
    now,
    dueAt,
    wishes,
    lifetimeMs,
    ...(alike === undefined ? {} : { alike }),
    ...(backlog === undefined ? {} : { backlog }),
    ...countFacts(database, watch, delivery),
  });
  if (verdict.to === "send") {
    send(database, watch, { delivery, verdict, likeness, known: alike });
  } else {
    const known = verdict.by === "likeness" ? alike : backlog;
    const by = verdict.by === "likeness" ? likeness : "";
    gather(database, watch, { delivery, verdict, likeness: by, known });
  }
  return verdict;
}

type CountFacts = Pick<
  StormFacts,
  "breakerOpenUntil" | "breakerFull" | "freeAt"
>;

function countFacts(
  database: Database,
  { caps, sender }: StormWatch,
  { recipient, now, dueAt }: Fresh,
): CountFacts {
  const free = freeAt(database, { sender, recipient }, caps, dueAt);
  if (caps.breaker === undefined) return { breakerFull: false, freeAt: free };
  const breaker = readBreaker(database);
  const since = breaker?.closedAt ?? 0;
  return {
    ...(breaker?.open === true ? { breakerOpenUntil: breaker.closesAt } : {}),
    breakerFull: isBreakerFull(database, caps.breaker, { now, since }),
    freeAt: free,
  };
}

function send(
  database: Database,
  { caps, sender }: StormWatch,
  { delivery, verdict, likeness, known }: {
    readonly delivery: Fresh;
    readonly verdict: Extract<StormVerdict, { to: "send" }>;
    readonly likeness: string;
    readonly known: Gathering | undefined;
  },
): void {
  const { recipient, now } = delivery;
  const { dueAt: at, putOff, opens } = verdict;
  if (putOff) {
    database.run(
      // By a rule of time it waits no more: that one changes nothing about the caps, and is asked when its turn has come.
      "UPDATE delivery SET next_attempt_at = ?, put_off = 0, reason = ? WHERE id = ?",
      at,
      "Put off by the caps of [storm]",
      delivery.id,
    );
  }
  if (opens !== undefined) {
    open(database, { recipient, likeness, now, closesAt: opens, known });
  }
  if (capsAny(caps)) {
    const quiet = !putOff && (delivery.wishes.sendAt ?? now) <= now;
    const when = { at, now, putOff, quiet };
    bookLetThrough(database, { sender, recipient }, when);
  }
}

function gather(
  database: Database,
  { graceMs }: StormWatch,
  { delivery, verdict, likeness, known }: {
    readonly delivery: Fresh;
    readonly verdict: Extract<StormVerdict, { to: "gather" }>;
    readonly likeness: string;
    readonly known: Gathering | undefined;
  },
): void {
  const { recipient, now } = delivery;
  const { closesAt, trips } = verdict;
  const id = known !== undefined && known.closesAt === closesAt
    ? known.id
    : open(database, { recipient, likeness, now, closesAt, known });
  database.run(
    "INSERT INTO gathered (delivery_id, gathering_id) VALUES (?, ?)",
    delivery.id,
    id,
  );
  wait(database, delivery.id, {
    dueAt: Math.max(closesAt, now) + graceMs,
    now,
    reason: likeness === ""
      ? "Gathered with what else waits for this number ([storm])"
      : "Gathered with texts like it ([storm])",
  });
  if (trips !== undefined) openBreaker(database, now, trips);
}

/** It expires as much later as it waits longer. */
function wait(
  database: Database,
  id: DeliveryId,
  until: {
    readonly dueAt: number;
    readonly now: number;
    readonly reason: string;
  },
): void {
  database.run(
    "UPDATE delivery SET next_attempt_at = ?, expires_at = expires_at + ?, reason = ? WHERE id = ?",
    until.dueAt,
    until.dueAt - until.now,
    until.reason,
    id,
  );
}

/** Opens a gathering, or the one that is known anew; returns its key. */
export function open(
  database: Database,
  made: {
    readonly recipient: PhoneNumber;
    readonly likeness: string;
    readonly now: number;
    readonly closesAt: number;
    readonly known?: { readonly id: number } | undefined;
  },
): number {
  const { recipient, likeness, now, closesAt, known } = made;
  if (known === undefined) {
    return database.insert(
      "INSERT INTO gathering (recipient, likeness, opened_at, closes_at) VALUES (?, ?, ?, ?)",
      recipient,
      likeness,
      now,
      closesAt,
    );
  }
  database.run(
    "UPDATE gathering SET opened_at = ?, closes_at = ? WHERE id = ?",
    now,
    closesAt,
    known.id,
  );
  return known.id;
}

function findOpen(
  database: Database,
  recipient: PhoneNumber,
  likeness: string,
): Gathering | undefined {
  const row = database.get(
    `SELECT id, closes_at, NOT EXISTS (SELECT 1 FROM gathered WHERE gathering_id = gathering.id) AS empty
     FROM gathering WHERE recipient = ? AND likeness = ? AND merged_into IS NULL`,
    recipient,
    likeness,
  );
  return row && {
    id: integer(row, "id"),
    closesAt: integer(row, "closes_at"),
    empty: flag(row, "empty"),
  };
}

/** Takes a delivery out of its gathering, if it is in one, to go its own way. */
export function leaveGathering(database: Database, id: DeliveryId): void {
  database.run("DELETE FROM gathered WHERE delivery_id = ?", id);
}

/** Whether one SMS tells of this delivery that is not marked as merged yet. */
export function isMerging(database: Database, id: DeliveryId): boolean {
  return database.get(
    `SELECT 1 FROM gathered g JOIN gathering s ON s.id = g.gathering_id
     WHERE g.delivery_id = ? AND s.merged_into IS NOT NULL`,
    id,
  ) !== undefined;
}

/** After the clock was set back to `now`, a gathering closes no later than it would have. */
export function followClockOfGatherings(database: Database, now: number): void {
  database.run(
    "UPDATE gathering SET closes_at = closes_at - (opened_at - ?), opened_at = ? WHERE opened_at > ?",
    ...[now, now, now],
  );
}
