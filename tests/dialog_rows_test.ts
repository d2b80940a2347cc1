import assert from "node:assert/strict";
import { dialogRows } from "./dialogs/rows.ts";
import { type Dialog, parseDialog } from "./support/dialog.ts";

/** All scripts; those in `pending/` wait for what they show to be built. */
const dialogs = [
  ...readDialogs("./dialogs/"),
  ...readDialogs("./dialogs/pending/"),
];

function readDialogs(path: string): readonly Dialog[] {
  const folder = new URL(path, import.meta.url);
  return namesIn(folder).map((name) =>
    parseDialog(name, Deno.readTextFileSync(new URL(name, folder)))
  );
}

function namesIn(folder: URL): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".smtp"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

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
