import assert from "node:assert/strict";
import { join } from "node:path";
import { type Clock, systemClock } from "../model/mod.ts";
import { Database } from "./database.ts";
import {
  GroupCommit,
  type GroupCommitOptions,
  type Origin,
} from "./group_commit.ts";

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

Deno.test("after a crowd the next commit gives the sockets five turns, and takes what they bring", async () => {
  const turns: (() => void)[] = [];
  let pauses = 0;
  await using ground = openGround({
    clock: systemClock,
    pause() {
      pauses += 1;
      turns.shift()?.();
      return Promise.resolve();
    },
  });
  const insertAll = (values: readonly number[]) =>
    Promise.all(values.map((it) => ground.insert(it, "socket")));
  await insertAll([1, 2, 3]);
  await insertAll([4, 5, 6, 7]);
  assert.equal(pauses, 0, "nothing is known of a crowd yet");
  let latecomer: Promise<unknown> | undefined;
  const quiet = () => {};
  turns.push(quiet, quiet, quiet, quiet, () => latecomer = ground.insert(9));
  await ground.insert(8);
  await latecomer;
  assert.equal(pauses, 5);
  assert.deepEqual(ground.values(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(ground.database.commits, 3);
  await Promise.all([10, 11, 12, 13].map((it) => ground.insert(it)));
  await ground.insert(14);
  assert.equal(pauses, 5, "what comes from within is no crowd");
});

Deno.test("a crowd by the runtime's own round trip is committed as well", async () => {
  await using ground = openGround();
  const values = [1, 2, 3, 4, 5, 6, 7, 8];
  await Promise.all(
    values.slice(0, 4).map((it) => ground.insert(it, "socket")),
  );
  await Promise.all(values.slice(4).map((it) => ground.insert(it, "socket")));
  assert.deepEqual(ground.values(), values);
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
    ground.database.run(
      "INSERT INTO child (note) VALUES (?)",
      "x".repeat(1_000_000),
    );
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
  await using ground = openGround({
    clock: waitingClock(() => sleeps.shift()?.()),
  });
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
  await using ground = openGround({
    clock: waitingClock((ms) => waitedMs += ms),
  });
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
  const commit = new GroupCommit(database, { clock: systemClock });
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

function openGround(
  options: GroupCommitOptions = { clock: systemClock },
) {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "group.db");
  const database = new CountingDatabase(path);
  database.get("PRAGMA journal_mode = WAL");
  database.execute(`PRAGMA foreign_keys = ON;
    CREATE TABLE number (id INTEGER PRIMARY KEY, value INTEGER UNIQUE);
    CREATE TABLE child (note TEXT, parent INTEGER REFERENCES number (id) DEFERRABLE INITIALLY DEFERRED)`);
  const commit = new GroupCommit(database, options);
  const insertNow = (value: number) =>
    database.run("INSERT INTO number (value) VALUES (?)", value);
  return {
    path,
    database,
    commit,
    insertNow,
    insert: (value: number, origin?: Origin) =>
      commit.write(() => insertNow(value), origin),
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
