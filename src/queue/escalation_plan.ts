import type { EscalationPlan } from "./escalation_record.ts";
import { integer, oneOf, type Row, text } from "./rows.ts";
import { StoreError } from "./store.ts";

/** Reads a plan as `JSON.stringify` wrote it. Throws `StoreError` "broken" when it is none. */
export function readPlan(row: Row, column: string): EscalationPlan {
  const plan = objectIn(text(row, column));
  return {
    afterMs: integer(plan, "afterMs"),
    until: oneOf(["delivered", "answer"], plan, "until"),
    word: text(plan, "word"),
    to: textsOf(plan["to"]),
    rounds: integer(plan, "rounds"),
    prefix: text(plan, "prefix"),
  };
}

function objectIn(json: string): Row {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch {
    // Told below.
  }
  throw broken();
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw broken();
  const texts = value.filter((it) => typeof it === "string");
  if (texts.length < value.length) throw broken();
  return texts;
}

function broken(): StoreError {
  return new StoreError(
    "broken",
    "The queue's database holds an escalation whose plan cannot be read: restore it from a backup",
  );
}
