import type { DeliveryId, MessageId, Note } from "../model/mod.ts";
import type { Database } from "./database.ts";
import {
  integer,
  messageId,
  oneOf,
  optionalInteger,
  type Row,
  text,
} from "./rows.ts";

/** What happened to a delivery and neither an attempt nor a segment nor its last state tells. */
export type Noted =
  | Note
  /** The operator had it sent again as another message. */
  | { readonly what: "sentAgain"; readonly other: MessageId }
  /** It is that other message. */
  | { readonly what: "insteadOf"; readonly other: MessageId }
  /** A report that another one has followed, or that came too late to count. */
  | {
    readonly what: "reported";
    readonly segment: number;
    readonly outcome: "delivered" | "trying" | "failed";
    readonly reason: string;
  };

/** One of them, of one delivery. */
export type NotedHappening = Noted & {
  readonly deliveryId: DeliveryId;
  /** How many attempts there had been. */
  readonly attempt: number;
  readonly at: number;
};

const words = [
  "putOff",
  "resent",
  "held",
  "released",
  "hastened",
  "sentAgain",
  "insteadOf",
  "reported",
] as const;

/** Keeps it for the history. What is put off for the same reason again and again is kept once, until the last of its times. */
export function noteHappening(
  database: Database,
  happening: NotedHappening,
): void {
  if (happening.what === "putOff" && isPutOffFurther(database, happening)) {
    return;
  }
  const { deliveryId, attempt, at, ...noted } = happening;
  const { what } = noted;
  database.run(
    `INSERT INTO happening (delivery_id, number, attempt, at, what, reason, until, other, segment, outcome)
     SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM happening WHERE delivery_id = ?`,
    ...[deliveryId, attempt, at, what],
    "reason" in noted ? noted.reason : "",
    "until" in noted ? noted.until ?? null : null,
    "other" in noted ? noted.other : null,
    "segment" in noted ? noted.segment : null,
    "outcome" in noted ? noted.outcome : null,
    deliveryId,
  );
}

function isPutOffFurther(
  database: Database,
  { deliveryId, attempt, reason, until }: NotedHappening & Note,
): boolean {
  return database.run(
    `UPDATE happening SET until = ? WHERE delivery_id = ? AND what = 'putOff' AND attempt = ? AND reason = ? AND number = (
       SELECT max(number) FROM happening WHERE delivery_id = ? AND what <> 'reported')`,
    ...[until ?? null, deliveryId, attempt, reason, deliveryId],
  ) > 0;
}

/** Those of one delivery, in their order. */
export function happeningsOf(
  database: Database,
  id: DeliveryId,
): readonly NotedHappening[] {
  return database.all(
    "SELECT * FROM happening WHERE delivery_id = ? ORDER BY number",
    id,
  ).map((row) => ({
    deliveryId: id,
    attempt: integer(row, "attempt"),
    at: integer(row, "at"),
    ...readNoted(row),
  }));
}

function readNoted(row: Row): Noted {
  const what = oneOf(words, row, "what");
  const reason = text(row, "reason");
  switch (what) {
    case "sentAgain":
    case "insteadOf":
      return { what, other: messageId(row, "other") };
    case "reported":
      return {
        what,
        segment: integer(row, "segment"),
        outcome: oneOf(["delivered", "trying", "failed"], row, "outcome"),
        reason,
      };
    default: {
      const until = optionalInteger(row, "until");
      return { what, reason, ...(until === undefined ? {} : { until }) };
    }
  }
}
