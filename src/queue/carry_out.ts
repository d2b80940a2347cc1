import {
  advance,
  type Delivery as Standing,
  type DeliveryId,
  type DeliveryIn,
  type Happening,
  type Step,
} from "../model/mod.ts";
import type { Database } from "./database.ts";
import { assertLegal, type Delivery } from "./deliveries.ts";
import { noteHappening } from "./happenings.ts";
import { forgetSegments } from "./segments.ts";
import type { Change } from "./store.ts";

/** What happens to a delivery has its consequences; undefined where there are none, since it cannot happen to one that stands so. */
export function happen(
  database: Database,
  delivery: Delivery,
  happening: Happening,
): Change | undefined {
  const step = advance(delivery, happening);
  return step && carryOut(database, delivery, step);
}

/**
 * Does what the state machine has decided: nothing else changes a delivery, but what puts many elsewhere without changing their state. A
 * step that `leadsTo` forbids is a bug, and throws.
 */
export function carryOut(
  database: Database,
  delivery: Delivery,
  { delivery: next, forgets, note }: Step,
): Change {
  assertLegal(delivery.state, next.state);
  if (forgets !== undefined) forgetSegments(database, delivery, forgets);
  if (next.state === "sending") lease(database, delivery, next);
  else move(database, delivery, next);
  if (delivery.state === "sending") endAttempt(database, delivery, next);
  if (note !== undefined) {
    const { attempt, updatedAt: at } = next;
    noteHappening(database, { deliveryId: delivery.id, attempt, at, ...note });
  }
  return {
    deliveryId: delivery.id,
    messageId: delivery.messageId,
    recipient: delivery.recipient,
    from: delivery.state,
    to: next.state,
    reason: next.reason,
    possibleDuplicate: next.possibleDuplicate,
  };
}

function move(
  database: Database,
  { id }: Delivery,
  next: Exclude<Standing, { state: "sending" }>,
): void {
  database.run(
    `UPDATE delivery SET state = ?, reason = ?, updated_at = ?, expires_at = ?, next_attempt_at = ?, lease_until = NULL,
       resume_until = ?, attempt = ?, modem = ?, possible_duplicate = ?, merged_into = ? WHERE id = ?`,
    next.state,
    next.reason,
    next.updatedAt,
    next.expiresAt,
    dueAt(next) ?? null,
    next.state === "queued" ? next.resumeUntil ?? null : null,
    next.attempt,
    next.modem ?? null,
    Number(next.possibleDuplicate),
    next.state === "merged" ? next.into : null,
    id,
  );
}

function dueAt(next: Standing): number | undefined {
  switch (next.state) {
    case "queued":
      return next.nextAttemptAt;
    case "uncertain":
      return next.resolveAt;
    default:
      return undefined;
  }
}

function lease(
  database: Database,
  { id }: Delivery,
  next: DeliveryIn<"sending">,
): void {
  database.run(
    `UPDATE delivery SET state = 'sending', updated_at = ?, next_attempt_at = NULL, resume_until = NULL, put_off = 0, lease_until = ?, attempt = ?,
       modem = ?, reference = ?, possible_duplicate = ? WHERE id = ?`,
    next.updatedAt,
    next.leaseUntil,
    next.attempt,
    next.modem ?? null,
    next.reference ?? null,
    Number(next.possibleDuplicate),
    id,
  );
  beginAttempt(database, id, next);
}

/** Books that an attempt begins. */
export function beginAttempt(
  database: Database,
  id: DeliveryId,
  { attempt, modem = "", updatedAt }: Pick<
    Standing,
    "attempt" | "modem" | "updatedAt"
  >,
): void {
  database.run(
    "INSERT INTO attempt (delivery_id, attempt, modem, started_at) VALUES (?, ?, ?, ?)",
    ...[id, attempt, modem, updatedAt],
  );
}

function endAttempt(
  database: Database,
  { id, attempt }: Delivery,
  next: Standing,
): void {
  if (next.attempt < attempt) {
    // Nothing was tried.
    database.run(
      "DELETE FROM attempt WHERE delivery_id = ? AND attempt = ?",
      ...[id, attempt],
    );
    return;
  }
  database.run(
    `UPDATE attempt SET ended_at = ?, outcome = ?, reason = ? WHERE delivery_id = ? AND attempt = ?`,
    ...[next.updatedAt, next.state, next.reason, id, attempt],
  );
}
