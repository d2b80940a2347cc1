import {
  combine,
  matchingRows,
  type QuirkFacts,
  type Quirks,
} from "./quirks.ts";
import { quirkRows } from "./quirks_table.ts";
import type { Setup } from "./setup.ts";

/** The quirks of a modem by what it calls itself and by its USB id. */
export function quirksOf(facts: QuirkFacts): Quirks {
  return combine(matchingRows(facts, quirkRows));
}

/** Notes in the setup what is known of the modem by now, and has the channel speak accordingly from here on. */
export function recogniseQuirks(setup: Setup, facts: QuirkFacts): void {
  const { options: { quirks, quirkRows: rows = quirkRows, usbId } } = setup;
  setup.quirkRows = matchingRows(
    { ...facts, ...(usbId !== undefined && { usbId }) },
    rows,
  );
  setup.quirks = combine(setup.quirkRows, quirks);
  setup.speakLike(setup.quirks);
}
