import assert from "node:assert/strict";
import { type Bar, meetsBar, renderTable } from "./table.ts";

function met(value: number, bar: Bar): boolean | undefined {
  return meetsBar({ what: "it", value, unit: "ms", bar });
}

Deno.test("a bar is met when it is just reached", () => {
  assert.equal(met(4, { atLeast: 4 }), true);
  assert.equal(met(3.99, { atLeast: 4 }), false);
  assert.equal(met(3, { atMost: 3 }), true);
  assert.equal(met(3.01, { atMost: 3 }), false);
});

Deno.test("a figure that is no number meets no bar", () => {
  assert.equal(met(NaN, { atLeast: 0 }), false);
  assert.equal(met(NaN, { atMost: 0 }), false);
});

Deno.test("a figure without a bar is not judged", () => {
  assert.equal(meetsBar({ what: "it", value: 1, unit: "" }), undefined);
});

Deno.test("renderTable() lines up figures, bars and verdicts", () => {
  const table = renderTable([
    { what: "rate", value: 1234.4, unit: "SMS/s" },
    { what: "ratio", value: 3.996, unit: "×", digits: 2, bar: { atLeast: 4 } },
    { what: "lost", value: 0, unit: "", bar: { atMost: 0 } },
  ]);
  assert.deepEqual(table.split("\n"), [
    "| what  | measured    | bar    |        |",
    "|-------|-------------|--------|--------|",
    "| rate  | 1,234 SMS/s |        |        |",
    "| ratio | 4.00 ×      | ≥ 4.00 | MISSED |",
    "| lost  | 0           | ≤ 0    | ok     |",
  ]);
});
