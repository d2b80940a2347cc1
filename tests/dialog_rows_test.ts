import assert from "node:assert/strict";
import { dialogRows } from "./dialogs/rows.ts";
import { readDialogs } from "./support/dialog.ts";

const dialogs = readDialogs();

Deno.test("each row of the specification has a dialog that proves it", () => {
  const proven = new Set(dialogs.flatMap(({ rows }) => rows));
  const bare = Object.keys(dialogRows).filter((row) => !proven.has(row));
  assert.deepEqual(bare, []);
});

Deno.test("each dialog names the rows that it proves, and they exist", () => {
  for (const { name, rows } of dialogs) {
    assert.notEqual(rows.length, 0, `${name} proves nothing`);
    const strange = rows.filter((row) => !Object.hasOwn(dialogRows, row));
    assert.deepEqual(strange, [], name);
  }
});
