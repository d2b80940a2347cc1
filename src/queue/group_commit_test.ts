import assert from "node:assert/strict";
import { join } from "node:path";
import { type Clock, systemClock } from "../model/mod.ts";
import { Database } from "./database.ts";
import { GroupCommit } from "./group_commit.ts";

Deno.test("writes of one turn share one commit, in the order of their calls", async () => {
  await using ground = openGround();
  const order: number[] = [];
  await Promise.all(
    [3, 1, 2].map((value) =>
      ground.insert(value).then(() => order.push(value))
    ),
  );
  assert.deepEqual(ground.values(), [3, 1, 2]);
  assert.deepEqual(order, [3, 1, 2]);
  assert.equal(ground.database.commits, 1);
});

Deno.test("a write asked for after a commit gets the next one", async () => {
  await using ground = openGround();
  await ground.insert(1);
  await ground.insert(2);
  assert.equal(ground.database.commits, 2);
});

Deno.test("a write resolves with what its work returned", async () => {
  await using ground = openGround();
  assert.equal(await ground.commit.write(() => "done"), "done");
});

Deno.test("a write that throws is rolled back and alone in failing", async () => {
  await using ground = openGround();
  const bug = new Error("a bug");
  const failing = ground.commit.write(() => {
    ground.insertNow(99);
    throw bug;
  });
  const outcomes = await Promise.allSettled([
    ground.insert(1),
    failing,
    ground.insert(2),
    ground.insert(1),
    ground.insert(3),
  ]);
  assert.deepEqual(outcomes.map((it) => it.status), [
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  await assert.rejects(failing, bug);
  assert.deepEqual(ground.values(), [1, 2, 3]);
  assert.equal(ground.database.commits, 1);
});

Deno.test("when the commit fails all of it fail, and the next write starts clean", async () => {
  await using ground = openGround();
  const orphan = () =>
    ground.database.run("INSERT INTO child (parent) VALUES (77)");
  const outcomes = await Promise.allSettled([
    ground.insert(1),
    ground.commit.write(orphan),
  ]);
  assert.deepEqual(outcomes.map((it) => it.status), ["rejected", "rejected"]);
  await ground.insert(2);
  assert.deepEqual(ground.values(), [2]);
});

Deno.test("a full disk rejects what needs space, not its neighbours, and all is well when there is space", async () => {
  await using ground = openGround();
  await ground.insert(1);
  ground.database.execute("PRAGMA max_page_count = 20");
  const big = () =>
    ground.database.run("INSERT INTO child (note) VALUES (:note)", {
      note: "x".repeat(1_000_000),
    });
  const tooBig = ground.commit.write(big);
  const small = ground.insert(2);
  await assert.rejects(tooBig, { name: "StoreError", code: "full" });
  await small;
  assert.deepEqual(ground.values(), [1, 2]);
  ground.database.execute("PRAGMA max_page_count = 100000");
  await ground.commit.write(big);
});

Deno.test("a locked database is tried again, and those who came meanwhile share the commit", async () => {
  const sleeps: (() => void)[] = [];
  await using ground = openGround(waitingClock(() => sleeps.shift()?.()));
  const other = new Database(ground.path);
  other.run("BEGIN IMMEDIATE");
  let latecomer: Promise<unknown> | undefined;
  sleeps.push(
    () => latecomer = ground.insert(2),
    () => other.run("ROLLBACK"),
  );
  await ground.insert(1);
  await latecomer;
  assert.deepEqual(ground.values(), [1, 2]);
  assert.equal(ground.database.commits, 1);
  other.close();
});

Deno.test("a database locked for five seconds is busy, and usable once it is free", async () => {
  let waitedMs = 0;
  await using ground = openGround(waitingClock((ms) => waitedMs += ms));
  const other = new Database(ground.path);
  other.run("BEGIN IMMEDIATE");
  await assert.rejects(ground.insert(1), { name: "StoreError", code: "busy" });
  assert.ok(waitedMs >= 5_000 && waitedMs < 5_100, `waited ${waitedMs} ms`);
  other.run("ROLLBACK");
  other.close();
  await ground.insert(2);
  assert.deepEqual(ground.values(), [2]);
});

Deno.test("a read-only database says so", async () => {
  await using ground = openGround();
  const database = new Database(ground.path, { readOnly: true });
  const commit = new GroupCommit(database, systemClock);
  const write = () => database.run("INSERT INTO number (value) VALUES (1)");
  await assert.rejects(commit.write(write), { code: "read-only" });
  await commit.close();
  database.close();
});

Deno.test("close waits for what was asked and refuses the rest", async () => {
  await using ground = openGround();
  const asked = ground.insert(1);
  const closed = ground.commit.close();
  await assert.rejects(ground.insert(2), { code: "closed" });
  await Promise.all([asked, closed]);
  assert.deepEqual(ground.values(), [1]);
});

/** A real database that counts its commits. */
class CountingDatabase extends Database {
  commits = 0;

  override run(...call: Parameters<Database["run"]>): number {
    const changed = super.run(...call);
    if (call[0] === "COMMIT") this.commits += 1;
    return changed;
  }
}

function openGround(clock: Clock = systemClock) {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "group.db");
  const database = new CountingDatabase(path);
  database.get("PRAGMA journal_mode = WAL");
  database.execute(`PRAGMA foreign_keys = ON;
    CREATE TABLE number (id INTEGER PRIMARY KEY, value INTEGER UNIQUE);
    CREATE TABLE child (note TEXT, parent INTEGER REFERENCES number (id) DEFERRABLE INITIALLY DEFERRED)`);
  const commit = new GroupCommit(database, clock);
  const insertNow = (value: number) =>
    database.run("INSERT INTO number (value) VALUES (:value)", { value });
  return {
    path,
    database,
    commit,
    insertNow,
    insert: (value: number) => commit.write(() => insertNow(value)),
    values: () =>
      database.all("SELECT value FROM number ORDER BY id").map((it) =>
        it["value"]
      ),
    async [Symbol.asyncDispose]() {
      await commit.close();
      database.close();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** Time passes only by sleeping, at once, and `onSleep` is told of it. */
function waitingClock(onSleep: (delayMs: number) => void): Clock {
  let elapsed = 0;
  return {
    ...systemClock,
    monotonic: () => elapsed,
    sleep(delayMs) {
      elapsed += delayMs;
      onSleep(delayMs);
      return Promise.resolve();
    },
  };
}
