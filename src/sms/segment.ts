import type { Alphabet } from "./alphabet.ts";
import { septetCost, septetCount } from "./gsm7.ts";
import { clusterAt } from "./grapheme.ts";
import { unitCapacity } from "./user_data.ts";

/** One segment's share of a text. */
export interface Segment {
  readonly text: string;
  /** Septets or UTF-16 units that it takes. */
  readonly units: number;
}

/** How a text is divided into segments. */
export interface SegmentPlan {
  readonly alphabet: Alphabet;
  /** At least one; a text in one segment goes without a header. */
  readonly segments: readonly Segment[];
}

/** The width of the reference by which phones join segments: 8 bits are understood by all, 16 clash less. */
export interface ReferenceWidth {
  readonly referenceBits: 8 | 16;
}

/** Segments are counted in one octet. TS 23.040 §9.2.3.24.1. */
export const maxSegments = 255;

/**
 * Divides a text (NFC, lines ended by LF) into as few segments as hold it. No escape or surrogate pair is split, nor any
 * grapheme cluster that fits into one segment. TS 23.040 §9.2.3.24.1.
 */
export function planSegments(text: string, width: ReferenceWidth): SegmentPlan {
  const septets = septetCount(text);
  const alphabet = septets === undefined ? "ucs2" : "gsm7";
  const units = septets ?? text.length;
  if (units <= unitCapacity(alphabet, 0)) {
    return { alphabet, segments: [{ text, units }] };
  }
  const capacity = segmentCapacity(alphabet, width);
  const segments = [...divide(text, { alphabet, capacity })].map((text) => ({
    text,
    units: alphabet === "gsm7" ? septetCount(text) ?? 0 : text.length,
  }));
  return { alphabet, segments };
}

/**
 * The number of segments that a text takes. Beyond 255, which no header can count, it is only "at least so many": a
 * text of megabytes shall not be divided to be refused.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(countSegments("a".repeat(160), { referenceBits: 8 }), 1);
 * assert.equal(countSegments("a".repeat(161), { referenceBits: 8 }), 2);
 * assert.equal(countSegments("я".repeat(71), { referenceBits: 8 }), 2);
 * ```
 */
export function countSegments(text: string, width: ReferenceWidth): number {
  const septets = septetCount(text);
  const capacity = segmentCapacity(
    septets === undefined ? "ucs2" : "gsm7",
    width,
  );
  const least = Math.ceil((septets ?? text.length) / capacity);
  return least > maxSegments
    ? least
    : planSegments(text, width).segments.length;
}

/** The units that each of several segments holds beside the header that joins them. */
export function segmentCapacity(
  alphabet: Alphabet,
  { referenceBits }: ReferenceWidth,
): number {
  // UDHL, identifier, length; then reference, total and sequence.
  return unitCapacity(alphabet, 3 + referenceBits / 8 + 2);
}

/** Divides a text into shares of at most `capacity` units, lazily, so that a long one may be abandoned. */
export function* divide(
  text: string,
  { alphabet, capacity }: {
    readonly alphabet: Alphabet;
    readonly capacity: number;
  },
): Generator<string> {
  const endOf = alphabet === "gsm7" ? endOfSeptets : endOfUtf16;
  for (let start = 0; start < text.length;) {
    const end = endOf(text, start, capacity);
    yield text.slice(start, end);
    start = end;
  }
}

function endOfSeptets(text: string, start: number, capacity: number): number {
  let end = start;
  for (let free = capacity; end < text.length; end++) {
    free -= septetCost(text.charCodeAt(end));
    if (free < 0) break;
  }
  return end;
}

function endOfUtf16(text: string, start: number, capacity: number): number {
  const end = start + capacity;
  if (end >= text.length || isPlainBoundary(text, end)) {
    return Math.min(end, text.length);
  }
  // Far enough to tell whether a cluster fits into a segment, and no farther: a text may be long.
  const window = text.slice(start, end + capacity + 1);
  const cluster = clusterAt(window, capacity);
  if (cluster.length <= capacity) return start + cluster.start;
  return isInsidePair(text, end) ? end - 1 : end;
}

/** Between two characters below U+0300 a cluster always ends, unless they are CR LF; it saves asking for it. */
function isPlainBoundary(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before < 0x300 && after < 0x300 &&
    !(before === 0x0d && after === 0x0a);
}

function isInsidePair(text: string, index: number): boolean {
  return (text.codePointAt(index - 1) ?? 0) > 0xffff;
}
