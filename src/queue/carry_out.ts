import type { Delivery as Standing, Step } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { assertLegal, type Delivery } from "./deliveries.ts";
import { noteHappening } from "./happenings.ts";
import { forgetSegments } from "./segments.ts";
import type { Change } from "./store.ts";

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
  write(database, delivery, next);
  if (next.state === "sending") beginAttempt(database, delivery, next);
  else if (delivery.state === "sending") endAttempt(database, delivery, next);
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

function write(database: Database, { id }: Delivery, next: Standing): void {
  const queued = next.state === "queued";
  const due = queued
    ? next.nextAttemptAt
    : next.state === "uncertain"
    ? next.resolveAt
    : undefined;
  database.run(
    `UPDATE delivery SET state = ?, reason = ?, updated_at = ?, next_attempt_at = ?, lease_until = ?, resume_until = ?,
       attempt = ?, modem = ?, reference = ?, possible_duplicate = ?, merged_into = ? WHERE id = ?`,
    next.state,
    next.reason,
    next.updatedAt,
    due ?? null,
    next.state === "sending" ? next.leaseUntil : null,
    queued ? next.resumeUntil ?? null : null,
    next.attempt,
    next.modem ?? null,
    next.reference ?? null,
    Number(next.possibleDuplicate),
    next.state === "merged" ? next.into : null,
    id,
  );
}

function beginAttempt(
  database: Database,
  { id }: Delivery,
  { attempt, modem = "", updatedAt }: Standing,
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
