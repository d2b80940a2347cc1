import assert from "node:assert/strict";
import { deliveryStates, leadsTo } from "../src/model/mod.ts";

Deno.test("docs/internals.md opens with the states and transitions of the machine", () => {
  const page = Deno.readTextFileSync(
    new URL("../docs/internals.md", import.meta.url),
  );
  const [table = ""] = page.split("\n## ").slice(1);
  assert.match(table, /^Delivery states\n/);
  const rows = table.split("\n").filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const documented = rows.flatMap(([, names = "", , leads = ""]) =>
    wordsOf(names).map((state) => [state, wordsOf(leads)])
  );
  const encoded = deliveryStates.map((from) => [
    from,
    deliveryStates.filter((to) => leadsTo(from, to)).toSorted(),
  ]);
  assert.deepEqual(documented, encoded);
});

/** The states that a cell names. */
function wordsOf(cell: string): readonly string[] {
  const known: readonly string[] = deliveryStates;
  return (cell.match(/[a-z]+/g) ?? []).filter((it) => known.includes(it))
    .toSorted();
}
