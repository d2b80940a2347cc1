import { boundaryAt } from "./grapheme.ts";
import { gsm7PrefixLength } from "./gsm7.ts";
import {
  type Encoding,
  encodingOf,
  type Layout,
  loneCapacity,
  segmentCapacity,
} from "./layout.ts";
import { type LayoutChoice, layoutOf } from "./layout_choice.ts";
import { charsetOf, shiftsOf } from "./national_language.ts";
import { countSegments, divide } from "./segment.ts";
import { unitCapacity } from "./user_data.ts";

// "…" is not in the 7-bit alphabet: one of it would turn ten full segments into twenty-three.
const ellipses: Readonly<Record<Encoding["alphabet"], string>> = {
  gsm7: "...",
  ucs2: "…",
};

/**
 * Cuts a text so that it takes at most `maxSegments` (1 or more) in the layout that `layoutOf` gives it, which is said by
 * "..." when what is left is GSM 7-bit, else by "…"; no grapheme cluster is split. A text that fits comes back as it is.
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
  choice: LayoutChoice,
): string {
  if (countSegments(text, layoutOf(text, choice)) <= maxSegments) return text;
  // Nothing beyond can be left; two units more, so that a cluster at the end is seen to go on.
  const head = text.slice(0, maxSegments * unitCapacity("gsm7", 0) + 2);
  // What makes a text dear may lie so far back that more of it survives when it is cut before that.
  const cuts = layoutsOf(choice).map((layout) => {
    const charset = charsetOf(
      layout.nationalShift ?? { locking: 0, single: 0 },
    );
    const start = head.slice(
      0,
      boundaryAt(head, gsm7PrefixLength(head, charset)),
    );
    return cut(start, { layout, maxSegments });
  });
  const { referenceBits } = choice;
  cuts.splice(1, 0, cut(head, { layout: { referenceBits }, maxSegments }));
  const best = cuts.reduce((best, it) => it.kept > best.kept ? it : best);
  return head.slice(0, best.kept) + best.ellipsis;
}

/** The default tables, then those of the languages allowed. */
function layoutsOf(
  { referenceBits, nationalLanguages = [] }: LayoutChoice,
): readonly Layout[] {
  return [
    { referenceBits },
    ...shiftsOf(nationalLanguages)
      .map((nationalShift) => ({ referenceBits, nationalShift })),
  ];
}

interface CutLimit {
  readonly layout: Layout;
  readonly maxSegments: number;
}

/** How many units of the text can stay in front of the ellipsis that its alphabet asks for. */
function cut(
  text: string,
  limit: CutLimit,
): { readonly kept: number; readonly ellipsis: string } {
  const encoding = encodingOf(text, limit.layout);
  const ellipsis = ellipses[encoding.alphabet];
  let kept = boundaryAt(text, fullLength(text, encoding, limit));
  while (kept > 0 && !fits(text.slice(0, kept) + ellipsis, limit)) {
    kept = boundaryAt(text, kept - 1);
  }
  return { kept, ellipsis };
}

function fits(text: string, { layout, maxSegments }: CutLimit): boolean {
  return countSegments(text, layout) <= maxSegments;
}

/** The length of the text that fills the segments to the brim. */
function fullLength(
  text: string,
  encoding: Encoding,
  { maxSegments, layout }: CutLimit,
): number {
  const capacity = maxSegments === 1
    ? loneCapacity(encoding)
    : segmentCapacity(encoding, layout);
  let length = 0;
  let segments = 0;
  for (const share of divide(text, encoding, capacity)) {
    if (++segments > maxSegments) break;
    length += share.length;
  }
  return length;
}
