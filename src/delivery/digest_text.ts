import type { ShortMessage } from "../model/mod.ts";
import {
  countSegments,
  cutToSegments,
  type LayoutChoice,
  layoutOf,
} from "../sms/mod.ts";

/** How long one SMS that stands for several may be. */
export interface DigestLimits extends LayoutChoice {
  /** 1 to 255. */
  readonly maxSegments: number;
}

/** One text that stands for several. */
export interface Digest {
  readonly text: string;
  /** How many of them it shows. */
  readonly shown: number;
}

/** So many blanks are tried in front of a cut, so that the count behind it has its room at the end as it had at the start. */
const slack = 8;

/**
 * One text for `count`: of those that it may show, given the newest first, as many as fit whole, in the order in which they came, and how
 * many more there were. The newest is shown in any case, cut where it must be; the count is never cut.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const limits = { maxSegments: 1, referenceBits: 8 } as const;
 * assert.equal(digestText(["Pump 3 stopped"], 38, limits).text, "Pump 3 stopped (+37 more)");
 * assert.equal(digestText(["Door open", "Pump 3 stopped"], 3, limits).text, "* Pump 3 stopped\n* Door open\n(+1 more)");
 * ```
 */
export function digestText(
  texts: readonly string[],
  count: number,
  limits: DigestLimits,
): Digest {
  for (let shown = Math.min(texts.length, count); shown > 1; shown--) {
    const text = listed(texts.slice(0, shown), count - shown);
    if (fits(text, limits)) return { text, shown };
  }
  return single(texts[0] ?? "", count - 1, limits);
}

/** The message with another text, laid out anew. */
export function withText(
  message: ShortMessage,
  text: string,
  choice: LayoutChoice,
): { readonly message: ShortMessage; readonly segmentCount: number } {
  const { nationalShift: _, ...rest } = message;
  const layout = layoutOf(text, choice);
  return {
    message: { ...rest, ...layout, text },
    segmentCount: countSegments(text, layout),
  };
}

function listed(texts: readonly string[], more: number): string {
  const lines = texts.toReversed().map((text) => `* ${text}`);
  return [...lines, ...(more === 0 ? [] : [moreText(more)])].join("\n");
}

function single(text: string, more: number, limits: DigestLimits): Digest {
  const { maxSegments } = limits;
  if (more === 0) {
    return { text: cutToSegments(text, maxSegments, limits), shown: 1 };
  }
  const tail = ` ${moreText(more)}`;
  if (fits(text + tail, limits)) return { text: text + tail, shown: 1 };
  // Cut with the count in front, which is then moved behind: what a segment holds may differ by a character or two there.
  for (let blanks = 0; blanks < slack; blanks++) {
    const front = tail + " ".repeat(blanks);
    const cut = cutToSegments(front + text, maxSegments, limits)
      .slice(front.length);
    if (fits(cut + tail, limits)) return { text: cut + tail, shown: 1 };
  }
  return { text: moreText(more + 1), shown: 0 };
}

function moreText(more: number): string {
  return `(+${more} more)`;
}

function fits(text: string, limits: DigestLimits): boolean {
  return countSegments(text, layoutOf(text, limits)) <= limits.maxSegments;
}
