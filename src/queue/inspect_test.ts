import assert from "node:assert/strict";
import { temporaryFolder } from "../../tests/support/temporary_folder.ts";
import { systemClock } from "../model/mod.ts";
import { inspectQueue } from "./inspect.ts";
import { submission } from "./law_suite.ts";
import { openStore } from "./sqlite_store.ts";

Deno.test("a queue is found whole, also while it is open, and is left as it was", async () => {
  using folder = temporaryFolder();
  const path = folder.file("queue.db");
  assert.deepEqual(inspectQueue(path), { kind: "none" });
  const store = await openStore(path, { clock: systemClock });
  await store.accept({ submission: submission() });
  const open = inspectQueue(path);
  assert.ok(open.kind === "readable" && open.checked, Deno.inspect(open));
  await store.accept({ submission: submission() });
  await store.close();
  const before = Deno.readFileSync(path);
  const closed = inspectQueue(path);
  assert.deepEqual(closed, {
    kind: "readable",
    bytes: before.length,
    checked: true,
  });
  assert.deepEqual(Deno.readFileSync(path), before);
  const large = inspectQueue(path, 1_000);
  assert.ok(large.kind === "readable" && !large.checked);
});

Deno.test("a damaged queue, another program's file and a folder are told apart", async () => {
  using folder = temporaryFolder();
  const path = folder.file("queue.db");
  const store = await openStore(path, { clock: systemClock });
  for (let count = 0; count < 50; count++) {
    await store.accept({ submission: submission() });
  }
  await store.close();
  const bytes = Deno.readFileSync(path);
  bytes.fill(0x5a, 8_192, bytes.length);
  Deno.writeFileSync(path, bytes);
  const damaged = inspectQueue(path);
  assert.ok(damaged.kind === "damaged", Deno.inspect(damaged));
  const text = folder.file("text.db");
  Deno.writeTextFileSync(text, "No database, but a text. ".repeat(200));
  assert.equal(inspectQueue(text).kind, "damaged");
  assert.equal(inspectQueue(folder.path).kind, "unreadable");
});
