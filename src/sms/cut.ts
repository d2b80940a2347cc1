import { type Alphabet, alphabetOf } from "./alphabet.ts";
import { gsm7PrefixLength } from "./gsm7.ts";
import { boundaryAt } from "./grapheme.ts";
import {
  countSegments,
  divide,
  type ReferenceWidth,
  segmentCapacity,
} from "./segment.ts";
import { unitCapacity } from "./user_data.ts";

// "…" is not in the 7-bit alphabet: one of it would turn ten full segments into twenty-three.
const ellipses: Readonly<Record<Alphabet, string>> = { gsm7: "...", ucs2: "…" };

/**
 * Cuts a text so that it takes at most `maxSegments` (1 or more), which is said by "..." when what is left is GSM 7-bit,
 * else by "…"; no grapheme cluster is split. A text that fits comes back as it is.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const cut = cutToSegments("a".repeat(500), 1, { referenceBits: 8 });
 * assert.equal(cut, "a".repeat(157) + "...");
 * ```
 */
export function cutToSegments(
  text: string,
  maxSegments: number,
  width: ReferenceWidth,
): string {
  if (countSegments(text, width) <= maxSegments) return text;
  const limit = { ...width, maxSegments };
  // Nothing beyond can be left; two units more, so that a cluster at the end is seen to go on.
  const head = text.slice(0, maxSegments * unitCapacity("gsm7", 0) + 2);
  const plain = head.slice(0, boundaryAt(head, gsm7PrefixLength(head)));
  // What makes a text UCS-2 may lie so far back that more of it survives when it is cut before that.
  const plainCut = cut(plain, limit);
  const headCut = cut(head, limit);
  const best = plainCut.kept >= headCut.kept ? plainCut : headCut;
  return head.slice(0, best.kept) + best.ellipsis;
}

interface CutLimit extends ReferenceWidth {
  readonly maxSegments: number;
}

/** How many units of the text can stay in front of the ellipsis that its alphabet asks for. */
function cut(
  text: string,
  limit: CutLimit,
): { readonly kept: number; readonly ellipsis: string } {
  const alphabet = alphabetOf(text);
  const ellipsis = ellipses[alphabet];
  let kept = boundaryAt(text, fullLength(text, { alphabet, ...limit }));
  while (kept > 0 && !fits(text.slice(0, kept) + ellipsis, limit)) {
    kept = boundaryAt(text, kept - 1);
  }
  return { kept, ellipsis };
}

function fits(text: string, limit: CutLimit): boolean {
  return countSegments(text, limit) <= limit.maxSegments;
}

/** The length of the text that fills the segments to the brim. */
function fullLength(
  text: string,
  { alphabet, maxSegments, referenceBits }: CutLimit & { alphabet: Alphabet },
): number {
  const capacity = maxSegments === 1
    ? unitCapacity(alphabet, 0)
    : segmentCapacity(alphabet, { referenceBits });
  let length = 0;
  let segments = 0;
  for (const share of divide(text, { alphabet, capacity })) {
    if (++segments > maxSegments) break;
    length += share.length;
  }
  return length;
}
