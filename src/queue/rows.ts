import {
  type DeliveryId,
  type DeliveryState,
  deliveryStates,
  isMessageId,
  type MessageId,
  parsePhoneNumber,
  type PhoneNumber,
  type ShortMessage,
} from "../model/mod.ts";
import { StoreError } from "./store.ts";

/** A row as the database gives it: nothing is known of a column until one of the readers here has looked at it. */
export type Row = Readonly<Record<string, unknown>>;

/** Reads a whole number. Throws `StoreError` "broken", like every reader here, when the column holds something else. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : unreadable(row, column);
}

/** Reads a whole number, NULL as undefined. */
export function optionalInteger(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column);
}

/** Reads a 0 or 1. */
export function flag(row: Row, column: string): boolean {
  return integer(row, column) === 1;
}

/** Reads a text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : unreadable(row, column);
}

/** Reads a text, NULL as undefined. */
export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** Reads one of the listed words. */
export function oneOf<Word extends string>(
  words: readonly Word[],
  row: Row,
  column: string,
): Word {
  const value = row[column];
  return words.find((it) => it === value) ?? unreadable(row, column);
}

/** Reads a delivery's state. */
export function state(row: Row, column: string): DeliveryState {
  return oneOf(deliveryStates, row, column);
}

/** Reads a delivery's id. */
export function deliveryId(row: Row, column: string): DeliveryId {
  return integer(row, column) as DeliveryId; // a number that the database gave as its key is what a DeliveryId is
}

/** Reads a message's id. */
export function messageId(row: Row, column: string): MessageId {
  const value = text(row, column);
  return isMessageId(value) ? value : unreadable(row, column);
}

/** Reads a recipient's number. */
export function phoneNumber(row: Row, column: string): PhoneNumber {
  return parsePhoneNumber(text(row, column)) ?? unreadable(row, column);
}

/** The columns that `shortMessage` reads, as one delivery has them; the tables stand as `d` (delivery) and `m` (message). */
export const shortMessageColumns =
  "m.text, m.flash | d.flash AS flash, m.status_report, m.reference_bits, m.validity_ms, m.national_locking, m.national_single, m.replace_type";

/** Reads the columns of `shortMessageColumns`, or the table's own. */
export function shortMessage(row: Row): ShortMessage {
  const validityMs = optionalInteger(row, "validity_ms");
  const locking = integer(row, "national_locking");
  const single = integer(row, "national_single");
  const replaceType = integer(row, "replace_type");
  return {
    text: text(row, "text"),
    flash: flag(row, "flash"),
    statusReport: flag(row, "status_report"),
    referenceBits: integer(row, "reference_bits") === 8 ? 8 : 16,
    ...(locking > 0 || single > 0
      ? { nationalShift: { locking, single } }
      : {}),
    ...(validityMs === undefined ? {} : { validityMs }),
    ...(replaceType === 0 ? {} : { replaceType }),
  };
}

function unreadable(row: Row, column: string): never {
  const found = JSON.stringify(row[column]) ?? "nothing";
  throw new StoreError(
    "broken",
    `The queue's database holds ${found} as "${column}": restore it from a backup`,
  );
}
