import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { listedColumns, type ListedRecord, readListed } from "./listed.ts";
import { selectionOf } from "./records.ts";
import type { ListFilter } from "./store.ts";
import { containsPattern } from "./text_pattern.ts";

/** Which deliveries to search for; what is absent does not matter. */
export interface Search extends ListFilter {
  /** The last digits of the recipient's number. */
  readonly recipient?: string;
  /** The reverse-path in any case, or "@" and its domain. */
  readonly sender?: string;
  /** Accepted then or later, wall milliseconds. */
  readonly since?: number;
  /** Contained in the text or the subject, in any case. */
  readonly text?: string;
  /** Only older ones; also where an earlier call has ended. */
  readonly before?: DeliveryId;
}

/** What one step of a search has found. */
export interface Found {
  readonly records: readonly ListedRecord[];
  /** Where to go on; absent: that were all. */
  readonly next?: DeliveryId;
}

/** So many deliveries are looked at in one call, which takes some milliseconds: nothing else happens meanwhile. */
const window = 10_000;

/**
 * Deliveries that fit, the newest first, among the next `window` ones before `before`. Nothing but the state has an index: one for
 * recipients or senders would cost every mail, and people search once in a while.
 */
export function search(
  database: Database,
  { state, recipient, sender, since, text, before, limit }: Search,
): Found {
  const newest = database.get("SELECT max(id) AS id FROM delivery")?.["id"];
  // Whoever names one that is far from coming would have all that lies between looked through.
  const end = Math.min(
    before ?? Infinity,
    typeof newest === "number" ? newest + 1 : 1,
  );
  const from = end - window;
  const { hint, condition } = selectionOf(state);
  const address = sender?.toLowerCase() ?? null;
  const pattern = text === undefined ? null : containsPattern(text);
  const records = database.all(
    `SELECT ${listedColumns} FROM delivery d ${hint} JOIN message m ON m.key = d.message_key
     WHERE ${condition} AND d.id >= ? AND d.id < ?
       AND (? IS NULL OR substr(d.recipient, -length(?)) = ?)
       AND (? IS NULL OR m.accepted_at >= ?)
       AND (? IS NULL OR lower(m.reverse_path) = ? OR (substr(?, 1, 1) = '@' AND substr(lower(m.reverse_path), -length(?)) = ?))
       AND (? IS NULL OR m.text GLOB ? OR m.subject GLOB ?)
     ORDER BY d.id DESC LIMIT ?`,
    ...(state === undefined ? [] : [state]),
    ...[from, end],
    ...Array<string | null>(3).fill(recipient ?? null),
    ...[since ?? null, since ?? null],
    ...Array<string | null>(5).fill(address),
    ...Array<string | null>(3).fill(pattern),
    limit,
  ).map(readListed);
  const full = records.length === limit;
  const next = full ? records.at(-1)?.deliveryId ?? 0 : from;
  return next <= 1 ? { records } : { records, next: next as DeliveryId }; // what is before it
}
