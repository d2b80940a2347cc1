import type { Database } from "./database.ts";
import type {
  InboundItem,
  InboundSegment,
  Joining,
  Received,
  SegmentPlace,
} from "./inbound_item.ts";
import { integer, optionalInteger, type Row, text } from "./rows.ts";

/** A segment that comes again is known for so long; modem.md §2.5 asks for a day at least. */
const knownMs = 48 * 3_600_000;

/** Without a time by the service centre two SMS of the same words look alike: the second is a repeat for so long only. */
const untimedMs = 10 * 60_000;

/** Books a received segment, and the SMS that it makes whole. */
export function receive(
  database: Database,
  segment: InboundSegment,
  joining: Joining,
): Received {
  if (!isNew(database, segment)) return { kind: "repeated" };
  const { place } = segment;
  if (place === undefined) {
    const pdus = new Map([[1, segment.pdu]]);
    return keep(database, { ...segment, pdus, total: 1 }, joining);
  }
  const partial = findPartial(database, { segment, place }, joining) ??
    newPartial(database, segment, place);
  const { id, sentAt = segment.sentAt } = partial;
  addSegment(database, id, { ...segment, number: place.number });
  const pdus = pdusOf(database, id);
  const missing = place.total - pdus.size;
  if (missing > 0) return { kind: "waiting", missing };
  removePartial(database, id);
  const whole = { ...segment, sentAt, pdus, total: place.total };
  return keep(database, whole, joining);
}

/** Gives up on segments of which nothing came since `before`: what is there goes to the inbox, the longest waiting first. */
export function giveUpPartials(
  database: Database,
  { before, limit, joining }: {
    readonly before: number;
    readonly limit: number;
    readonly joining: Joining;
  },
): readonly InboundItem[] {
  const rows = database.all(
    "SELECT * FROM partial WHERE last_at < ? ORDER BY last_at, id LIMIT ?",
    before,
    limit,
  );
  return rows.map((row) => {
    const id = integer(row, "id");
    const pdus = pdusOf(database, id);
    removePartial(database, id);
    return insertItem(database, {
      kind: "sms",
      modem: text(row, "modem"),
      sender: text(row, "sender"),
      receivedAt: integer(row, "last_at"),
      sentAt: optionalInteger(row, "sent_at"),
      pdus,
      total: integer(row, "segment_count"),
    }, joining);
  });
}

/** When the last segment of the SMS came that has waited longest for another; undefined when none waits. */
export function partialSince(database: Database): number | undefined {
  const row = database.get("SELECT min(last_at) AS since FROM partial");
  return row && optionalInteger(row, "since");
}

/** Whether it has not come before. Each time that it comes it is known for so long again: what cannot be deleted comes for ever. */
function isNew(database: Database, segment: InboundSegment): boolean {
  const { modem, fingerprint, kind, receivedAt, sentAt } = segment;
  database.run("DELETE FROM seen WHERE seen_at < ?", receivedAt - knownMs);
  const timed = kind === "unreadable" || sentAt !== undefined;
  const known = database.get(
    "SELECT 1 FROM seen WHERE modem = ? AND fingerprint = ? AND seen_at >= ?",
    modem,
    fingerprint,
    receivedAt - (timed ? knownMs : untimedMs),
  );
  database.run(
    `INSERT INTO seen (modem, fingerprint, seen_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at`,
    modem,
    fingerprint,
    receivedAt,
  );
  return known === undefined;
}

/**
 * The newest SMS under way that lacks this segment. A sender that uses a reference again begins a new one with the first
 * segment whose place is taken, or whose time is another; the old one stays until it is given up, so that two are never mixed.
 */
function findPartial(
  database: Database,
  { segment, place }: {
    readonly segment: InboundSegment;
    readonly place: SegmentPlace;
  },
  { waitMs }: Joining,
): { readonly id: number; readonly sentAt: number | undefined } | undefined {
  const { modem, sender, sentAt = null, receivedAt } = segment;
  const row = database.get(
    `SELECT id, sent_at FROM partial
     WHERE modem = ? AND sender = ? AND reference = ? AND reference_bits = ? AND segment_count = ?
       AND last_at >= ? AND coalesce(abs(sent_at - ?) <= ?, 1)
       AND NOT EXISTS (SELECT 1 FROM partial_segment s WHERE s.partial_id = partial.id AND s.number = ?)
     ORDER BY id DESC LIMIT 1`,
    ...[modem, sender, place.reference, place.referenceBits, place.total],
    ...[receivedAt - waitMs, sentAt, waitMs, place.number],
  );
  return row && {
    id: integer(row, "id"),
    sentAt: optionalInteger(row, "sent_at"),
  };
}

function newPartial(
  database: Database,
  { modem, sender, sentAt, receivedAt }: InboundSegment,
  { reference, referenceBits, total }: SegmentPlace,
): { readonly id: number; readonly sentAt: number | undefined } {
  const id = database.insert(
    `INSERT INTO partial (modem, sender, reference, reference_bits, segment_count, sent_at, last_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[modem, sender, reference, referenceBits, total, sentAt ?? null],
    receivedAt,
  );
  return { id, sentAt };
}

function addSegment(
  database: Database,
  id: number,
  { number, pdu, receivedAt }: InboundSegment & { readonly number: number },
): void {
  database.run(
    "INSERT INTO partial_segment (partial_id, number, pdu) VALUES (?, ?, ?)",
    id,
    number,
    pdu,
  );
  database.run(
    "UPDATE partial SET last_at = max(last_at, ?) WHERE id = ?",
    receivedAt,
    id,
  );
}

function pdusOf(database: Database, id: number): ReadonlyMap<number, string> {
  const rows = database.all(
    "SELECT number, pdu FROM partial_segment WHERE partial_id = ? ORDER BY number",
    id,
  );
  return new Map(
    rows.map((row) => [integer(row, "number"), text(row, "pdu")]),
  );
}

function removePartial(database: Database, id: number): void {
  database.run("DELETE FROM partial_segment WHERE partial_id = ?", id);
  database.run("DELETE FROM partial WHERE id = ?", id);
}

type Whole =
  & Pick<InboundSegment, "kind" | "modem" | "sender" | "receivedAt" | "sentAt">
  & { readonly pdus: ReadonlyMap<number, string>; readonly total: number };

function keep(database: Database, whole: Whole, joining: Joining): Received {
  return { kind: "kept", item: insertItem(database, whole, joining) };
}

function insertItem(
  database: Database,
  { kind, modem, sender, receivedAt, sentAt, pdus, total }: Whole,
  { textOf }: Joining,
): InboundItem {
  const item: InboundItem = {
    receivedAt,
    kind,
    from: sender,
    text: textOf(pdus, total),
    modem,
    sentAt,
    segmentCount: total,
    missing: total - pdus.size,
    pdus: [...pdus.values()],
  };
  database.run(
    `INSERT INTO inbox (received_at, kind, sender, text, modem, sent_at, segment_count, missing, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[receivedAt, kind, sender, item.text, modem, sentAt ?? null],
    ...[total, item.missing, item.pdus.join("\n")],
  );
  return item;
}

/** Reads a row of the inbox that a modem has received. */
export function readInboundItem(row: Row): InboundItem {
  return {
    receivedAt: integer(row, "received_at"),
    kind: text(row, "kind") === "sms" ? "sms" : "unreadable",
    from: text(row, "sender"),
    text: text(row, "text"),
    modem: text(row, "modem"),
    sentAt: optionalInteger(row, "sent_at"),
    segmentCount: integer(row, "segment_count"),
    missing: integer(row, "missing"),
    pdus: text(row, "raw").split("\n"),
  };
}
