import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { systemClock } from "../model/mod.ts";
import {
  anna,
  Ground,
  start,
  type StoreUnderTest,
  submission,
  type Wanted,
} from "./law_suite.ts";
import { openDatabase } from "./open_database.ts";
import { shapes } from "./select_next.ts";
import { openStore, SqliteStore } from "./sqlite_store.ts";
import { storeSuite } from "./store_suite.ts";

storeSuite(
  "SqliteStore",
  (wanted) => openIn(Deno.makeTempDirSync(), wanted),
);

async function openIn(folder: string, wanted: Wanted): Promise<StoreUnderTest> {
  const store = await openStore(join(folder, "queue.db"), wanted);
  const end = async () => {
    await store.close();
    Deno.removeSync(folder, { recursive: true });
  };
  return {
    store,
    end,
    // What the killed process has left is what the files hold at this moment.
    async crash() {
      const left = Deno.makeTempDirSync();
      for (const { name } of Deno.readDirSync(folder)) {
        if (name.endsWith("-shm")) continue;
        Deno.copyFileSync(join(folder, name), join(left, name));
      }
      await end();
      return openIn(left, wanted);
    },
  };
}

Deno.test("SqliteStore: on a full disk a mail is refused, what was accepted stays, and space mends it", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const database = await openDatabase(path, systemClock);
  const store = new SqliteStore(database, { clock: systemClock });
  const before = submission();
  await store.accept({ submission: before });
  const claim = await new Ground({
    store,
    crash: () => Promise.reject(new Error("not here")),
    end: () => Promise.resolve(),
  }).claim(start);
  database.execute("PRAGMA max_page_count = 40");
  const crowd = submission({
    recipients: Array.from({ length: 20_000 }, () => anna),
  });
  const [refused, settled] = await Promise.allSettled([
    store.accept({ submission: crowd }),
    store.settle(claim, { to: "failed", reason: "barred" }, start),
  ]);
  assert.equal(refused.status === "rejected" && refused.reason.code, "full");
  assert.equal(settled.status, "fulfilled", "its neighbour needed no space");
  assert.equal(store.show(crowd.id), undefined);
  assert.equal(store.counts().queued, 0);
  database.execute("PRAGMA max_page_count = 1000000");
  await store.accept({ submission: crowd });
  assert.equal(store.counts().queued, 20_000);
  assert.equal(store.counts().failed, 1);
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("SqliteStore: a claim looks at the heads of its indexes and at no other delivery", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const store = await openStore(path, { clock: systemClock });
  const seen = new DatabaseSync(path);
  assert.equal(shapes.length, 16);
  for (const { classes, routed, skips, text } of shapes) {
    const plan = seen.prepare(`EXPLAIN QUERY PLAN ${text}`).all()
      .map((it) => String(it["detail"]));
    const looks = plan.filter((it) => /\b(delivery|d)\b/.test(it));
    const heads = routed
      ? classes.length * 4 + 1
      : classes.length + 1 + Number(classes.length > 1);
    assert.equal(looks.length, heads, `${skips} ${plan.join("\n")}`);
    for (const look of looks) {
      assert.match(look, /^SEARCH .*( INDEX delivery_|rowid=)/);
    }
  }
  const waiting = [
    "priority <> 1 AND route IS NULL",
    "resume_until IS NOT NULL AND (route IS NOT NULL OR priority = 1)",
    "resume_until IS NULL AND route = 7",
  ];
  for (const where of waiting) {
    const [look] = seen.prepare(
      `EXPLAIN QUERY PLAN SELECT min(next_attempt_at) FROM delivery WHERE state = 'queued' AND ${where} AND priority = 2`,
    ).all();
    assert.match(
      String(look?.["detail"]),
      /^SEARCH delivery .*INDEX delivery_.*priority=/,
    );
  }
  seen.close();
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("SqliteStore: a look at the next due time and one for a repeat read only the heads of their indexes", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const store = await openStore(path, { clock: systemClock });
  const seen = new DatabaseSync(path);
  const plans = {
    message_named:
      "SELECT key FROM message WHERE message_id = '1' AND message_id <> '' AND accepted_at BETWEEN 1 AND 2 ORDER BY accepted_at DESC LIMIT 1",
    message_unheard:
      "SELECT key FROM message WHERE reverse_path = '1' AND unheard = 1 AND accepted_at BETWEEN 1 AND 2 ORDER BY accepted_at DESC LIMIT 1",
    delivery_uncertain:
      "SELECT min(next_attempt_at) FROM delivery WHERE state = 'uncertain'",
    delivery_expiring:
      "SELECT min(expires_at) FROM delivery WHERE state IN ('queued', 'held')",
  };
  for (const [index, sql] of Object.entries(plans)) {
    const plan = seen.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    assert.equal(plan.length, 1, "neither a sort nor a second look");
    assert.match(String(plan[0]?.["detail"]), new RegExp(`SEARCH .* ${index}`));
  }
  seen.close();
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});
