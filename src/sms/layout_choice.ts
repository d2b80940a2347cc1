import { canEncode, septetCount } from "./gsm7.ts";
import type { Layout, ReferenceWidth } from "./layout.ts";
import {
  charsetOf,
  type NationalLanguage,
  shiftsOf,
} from "./national_language.ts";
import { countSegments, maxSegments } from "./segment.ts";
import { unitCapacity } from "./user_data.ts";

/** What a text's layout may be chosen from. */
export interface LayoutChoice extends ReferenceWidth {
  /** Languages whose tables the recipients' phones know; absent: none. */
  readonly nationalLanguages?: readonly NationalLanguage[];
}

/**
 * The layout that takes the fewest segments; of equals the one that more phones understand: the default tables, UCS-2, a
 * single shift, a locking shift, both.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const choice = { referenceBits: 8, nationalLanguages: ["turkish"] } as const;
 * assert.deepEqual(layoutOf("ş".repeat(75), choice), {
 *   referenceBits: 8,
 *   nationalShift: { locking: 0, single: 1 },
 * });
 * ```
 */
export function layoutOf(text: string, choice: LayoutChoice): Layout {
  const { referenceBits } = choice;
  const plain: Layout = { referenceBits };
  if (!mayGain(text, choice)) return plain;
  let best = plain;
  let fewest = countSegments(text, plain);
  if (fewest === 1) return plain;
  for (const nationalShift of shiftsOf(choice.nationalLanguages ?? [])) {
    if (!canEncode(text, charsetOf(nationalShift))) continue;
    const layout = { referenceBits, nationalShift };
    const count = countSegments(text, layout);
    if (count < fewest) [best, fewest] = [layout, count];
  }
  return best;
}

/** A text without a single escape is never shorter in other tables; one that is too long for any is not weighed. */
function mayGain(text: string, { nationalLanguages = [] }: LayoutChoice) {
  return nationalLanguages.length > 0 &&
    text.length <= maxSegments * unitCapacity("gsm7", 0) &&
    septetCount(text) !== text.length;
}
