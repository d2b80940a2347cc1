import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../model/mod.ts";
import { Database } from "./database.ts";
import { start, submission } from "./law_suite.ts";
import { openStore } from "./sqlite_store.ts";

Deno.test("what is cleared gives its space back to the disk, in steps", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const store = await openStore(path, { clock: systemClock });
  const text = "x".repeat(2_000);
  const message = { ...submission().message, text };
  await Promise.all(Array.from(
    { length: 2_000 },
    () => store.accept({ submission: submission({ message }) }),
  ));
  const ids = store.list({ limit: 10_000 }).map((it) => it.messageId);
  for (const id of ids) await store.cancel(id, start);
  const before = pagesOf(path);
  let after: number | undefined = 0;
  while (after !== undefined) {
    const step: { readonly next: number | undefined } = await store.archive
      .clear({
        before: start + 1,
        textBefore: start + 1,
        after,
        limit: 500,
      });
    after = step.next;
  }
  let steps = 1;
  while (await store.archive.shrink()) steps += 1;
  assert.ok(steps > 1, "so many pages are not given back at once");
  assert.ok(pagesOf(path) < before / 2, `${pagesOf(path)} of ${before}`);
  assert.equal(await store.archive.shrink(), false);
  assert.equal(store.counts().cancelled, 1, "the newest stays");
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

function pagesOf(path: string): number {
  const database = new Database(path, { readOnly: true });
  const pages = database.get("PRAGMA page_count")?.["page_count"];
  database.close();
  return Number(pages);
}
