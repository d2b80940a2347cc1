import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { readRecord, recordColumns, selectionOf } from "./records.ts";
import { oneOf, type Row, text } from "./rows.ts";
import type { DeliveryRecord, ListFilter } from "./store.ts";
import type { Submission } from "./submission.ts";

/** Which deliveries to search for; what is absent does not matter. */
export interface Search extends ListFilter {
  /** The last digits of the recipient's number. */
  readonly recipient?: string;
  /** The reverse-path in any case, or "@" and its domain. */
  readonly sender?: string;
  /** Accepted then or later, wall milliseconds. */
  readonly since?: number;
  /** Contained in the text or the subject; letters of ASCII in any case. */
  readonly text?: string;
  /** Where an earlier call has ended. */
  readonly before?: DeliveryId;
}

/** A delivery with what it is about. */
export interface FoundDelivery extends DeliveryRecord {
  readonly reversePath: string;
  readonly user?: string;
  readonly source: Submission["source"];
  readonly madeBy?: NonNullable<Submission["madeBy"]>;
  readonly subject: string;
  /** The beginning of its text. */
  readonly preview: string;
}

/** How much of a text a list shows, characters. */
const previewLength = 160;

const aboutColumns =
  `m.reverse_path, m.user_name, m.source, m.made_by, m.subject,
   substr(m.text, 1, ${previewLength}) AS preview`;

const makers = ["", "merge", "escalation", "alarm", "reply"] as const;

function readFound(row: Row): FoundDelivery {
  const user = text(row, "user_name");
  const madeBy = oneOf(makers, row, "made_by");
  return {
    ...readRecord(row),
    reversePath: text(row, "reverse_path"),
    source: oneOf(["smtp", "command"], row, "source"),
    subject: text(row, "subject"),
    preview: text(row, "preview"),
    ...(user === "" ? {} : { user }),
    ...(madeBy === "" ? {} : { madeBy }),
  };
}

/** What one step of a search has found. */
export interface Found {
  readonly records: readonly FoundDelivery[];
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
  { state, recipient, sender, since, text: words, before, limit }: Search,
): Found {
  const newest = database.get("SELECT max(id) AS id FROM delivery")?.["id"];
  const end = before ?? (typeof newest === "number" ? newest + 1 : 1);
  const from = end - window;
  const { hint, condition } = selectionOf(state);
  const address = sender?.toLowerCase() ?? null;
  const records = database.all(
    `SELECT ${recordColumns}, ${aboutColumns} FROM delivery d ${hint} JOIN message m ON m.key = d.message_key
     WHERE ${condition} AND d.id >= ? AND d.id < ?
       AND (? IS NULL OR substr(d.recipient, -length(?)) = ?)
       AND (? IS NULL OR m.accepted_at >= ?)
       AND (? IS NULL OR lower(m.reverse_path) = ? OR (substr(?, 1, 1) = '@' AND substr(lower(m.reverse_path), -length(?)) = ?))
       AND (? IS NULL OR instr(lower(m.subject), ?) > 0 OR instr(lower(m.text), ?) > 0)
     ORDER BY d.id DESC LIMIT ?`,
    ...(state === undefined ? [] : [state]),
    ...[from, end],
    ...Array<string | null>(3).fill(recipient ?? null),
    ...[since ?? null, since ?? null],
    ...Array<string | null>(5).fill(address),
    ...Array<string | null>(3).fill(words?.toLowerCase() ?? null),
    limit,
  ).map(readFound);
  const full = records.length === limit;
  const next = full ? records.at(-1)?.deliveryId ?? 0 : from;
  return next <= 1 ? { records } : { records, next: next as DeliveryId }; // what is before it
}
