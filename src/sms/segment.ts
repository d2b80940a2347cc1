import { clusterAt } from "./grapheme.ts";
import { septetCost } from "./gsm7.ts";
import {
  type Encoding,
  encodingOf,
  type Layout,
  loneCapacity,
  segmentCapacity,
  unitsIn,
} from "./layout.ts";
import { charsetOf } from "./national_language.ts";

/** One segment's share of a text. */
export interface Segment {
  readonly text: string;
  /** Septets or UTF-16 units that it takes. */
  readonly units: number;
}

/** How a text is divided into segments. */
export interface SegmentPlan extends Encoding {
  /** At least one; a text in one segment goes without a place in its header. */
  readonly segments: readonly Segment[];
}

/** Segments are counted in one octet. TS 23.040 §9.2.3.24.1. */
export const maxSegments = 255;

/**
 * Divides a text (NFC, lines ended by LF) into as few segments as hold it. No escape or surrogate pair is split, nor any
 * grapheme cluster that fits into one segment. TS 23.040 §9.2.3.24.1.
 */
export function planSegments(text: string, layout: Layout): SegmentPlan {
  const encoding = encodingOf(text, layout);
  const units = unitsIn(text, encoding);
  if (units <= loneCapacity(encoding)) {
    return { ...encoding, segments: [{ text, units }] };
  }
  const capacity = segmentCapacity(encoding, layout);
  const segments = [...divide(text, encoding, capacity)].map((text) => ({
    text,
    units: unitsIn(text, encoding),
  }));
  return { ...encoding, segments };
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
export function countSegments(text: string, layout: Layout): number {
  const encoding = encodingOf(text, layout);
  const units = unitsIn(text, encoding);
  if (units <= loneCapacity(encoding)) return 1;
  const capacity = segmentCapacity(encoding, layout);
  const least = Math.ceil(units / capacity);
  if (least > maxSegments) return least;
  let count = 0;
  for (const _ of divide(text, encoding, capacity)) count++;
  return count;
}

/** Divides a text into shares of at most `capacity` units, lazily, so that a long one may be abandoned. */
export function* divide(
  text: string,
  encoding: Encoding,
  capacity: number,
): Generator<string> {
  const endOf = encoding.alphabet === "gsm7"
    ? septetDivider(encoding)
    : endOfUtf16;
  for (let start = 0; start < text.length;) {
    const end = endOf(text, start, capacity);
    yield text.slice(start, end);
    start = end;
  }
}

/** Where a share ends that begins at `start` and holds at most `capacity` units. */
type Divider = (text: string, start: number, capacity: number) => number;

function septetDivider({ shift }: Encoding): Divider {
  const charset = charsetOf(shift);
  return (text, start, capacity) => {
    let end = start;
    for (let free = capacity; end < text.length; end++) {
      free -= septetCost(text.charCodeAt(end), charset);
      if (free < 0) break;
    }
    // The only cluster of several characters that these tables can write.
    return isInsideCrLf(text, end) && end - 1 > start ? end - 1 : end;
  };
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
  return before < 0x300 && after < 0x300 && !isInsideCrLf(text, index);
}

function isInsideCrLf(text: string, index: number): boolean {
  return text.charCodeAt(index - 1) === 0x0d && text.charCodeAt(index) === 0x0a;
}

function isInsidePair(text: string, index: number): boolean {
  return (text.codePointAt(index - 1) ?? 0) > 0xffff;
}
