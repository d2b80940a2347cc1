import assert from "node:assert/strict";
import { plainQuirks } from "./quirks.ts";
import { preferred, type Routing } from "./routing_preference.ts";

const offered: readonly Routing[] = [
  [2, 1, 0, 1, 0],
  [2, 1, 0, 1, 1],
  [2, 1, 0, 2, 0],
  [2, 1, 0, 2, 1],
  [2, 1, 0, 0, 0],
  [1, 1, 0, 0, 1],
];

function order(quirks: Partial<typeof plainQuirks>): string {
  return preferred(offered, { ...plainQuirks, ...quirks })
    .map(([mode, , , ds, bfr]) => `${mode}${ds}${bfr}`).join(" ");
}

Deno.test("preferred() keeps the table's order for a plain modem", () => {
  assert.equal(order({}), "210 211 220 221 200 101");
});

Deno.test("preferred() puts what the modem likes first, reports before buffers, and leaves none out", () => {
  assert.equal(order({ cnmiBuffer: 1 }), "211 210 221 220 101 200");
  assert.equal(
    order({ reportRouting: "stored" }),
    "220 221 210 211 200 101",
  );
  assert.equal(
    order({ reportRouting: "stored", cnmiBuffer: 1 }),
    "221 220 211 210 101 200",
  );
});
