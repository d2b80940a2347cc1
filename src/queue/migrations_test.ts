import assert from "node:assert/strict";
import { migrations } from "./migrations.ts";

Deno.test("the executable carries the numbered .sql files, and all of them", () => {
  const folder = new URL("migrations/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map((it) => it.name).toSorted();
  const texts = names.map((name) =>
    Deno.readTextFileSync(new URL(name, folder)).replaceAll("\r\n", "\n")
  );
  assert.ok(
    names.every((name, index) =>
      new RegExp(`^${String(index + 1).padStart(4, "0")}_[a-z_]+\\.sql$`).test(
        name,
      )
    ),
    `Numbered from 0001 without a gap: ${names}`,
  );
  assert.deepEqual(
    migrations,
    texts,
    "Put the text of each migrations/*.sql, unchanged, into migrations.ts",
  );
});
