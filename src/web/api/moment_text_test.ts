import assert from "node:assert/strict";
import { momentOf } from "./moment_text.ts";

Deno.test("momentOf() reads what names a moment, and nothing else", () => {
  const rows: readonly (readonly [string, number])[] = [
    ["2026-11-27T08:00:00Z", Date.UTC(2026, 10, 27, 8)],
    ["2026-11-27T08:00:00.5+01:00", Date.UTC(2026, 10, 27, 7, 0, 0, 500)],
    ["2028-02-29T00:00:00-05:30", Date.UTC(2028, 1, 29, 5, 30)],
    ["2026-02-29T00:00:00Z", NaN],
    ["2026-02-31T00:00:00Z", NaN],
    ["2026-11-31T00:00:00Z", NaN],
    ["2026-11-27T00:00:00+05", NaN],
    ["2026-11-27T00:00:00+0500", NaN],
    ["2026-11-27T25:00:00Z", NaN],
    ["2026-11-27", NaN],
    ["", NaN],
  ];
  for (const [text, moment] of rows) {
    assert.equal(momentOf(text), moment, text);
  }
});
