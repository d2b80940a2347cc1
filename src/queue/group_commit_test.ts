import assert from "node:assert/strict";
import { join } from "node:path";
import { type Clock, systemClock, type Timer } from "../model/mod.ts";
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

Deno.test("after a crowd the next commit waits for as many again, or until its time is over", async () => {
  const gathering = new Gathering();
  await using ground = openGround({ clock: systemClock, gathering });
  const insertAll = (values: readonly number[]) =>
    values.map((it) => ground.insert(it, "socket"));
  await Promise.all(insertAll([1, 2, 3]));
  await Promise.all(insertAll([4, 5, 6, 7, 8]));
  assert.equal(gathering.begun, 0, "nothing is known of a crowd yet");
  const some = insertAll([9, 10, 11, 12]);
  assert.equal(gathering.begun, 1);
  assert.equal(ground.database.commits, 2, "one more is wanted");
  await Promise.all([...some, ...insertAll([13])]);
  assert.equal(gathering.waiting, 0, "so many need no time");
  const fewer = insertAll([14, 15, 16, 17]);
  gathering.end();
  await Promise.all(fewer);
  assert.deepEqual(ground.database.commits, 4);
  await Promise.all(insertAll([18, 19, 20, 21]));
  assert.equal(gathering.waiting, 0, "now four are enough");
  assert.equal(ground.database.commits, 5);
  await Promise.all([22, 23, 24, 25].map((it) => ground.insert(it)));
  const begun = gathering.begun;
  await ground.insert(26);
  assert.equal(gathering.begun, begun, "what comes from within is no crowd");
  assert.equal(ground.values().length, 26);
});

Deno.test("a crowd by the machine's own time is committed as well", async () => {
  await using ground = openGround();
  const values = [1, 2, 3, 4, 5, 6, 7, 8];
  await Promise.all(
    values.slice(0, 5).map((it) => ground.insert(it, "socket")),
  );
  await Promise.all(values.slice(5).map((it) => ground.insert(it, "socket")));
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

/** The time for which crowds are waited, which a test lets pass. */
class Gathering {
  begun = 0;
  readonly #timers = new Set<() => void>();

  get waiting(): number {
    return this.#timers.size;
  }

  after(_: number, callback: () => void): Timer {
    this.begun += 1;
    this.#timers.add(callback);
    return { cancel: () => this.#timers.delete(callback) };
  }

  end(): void {
    for (const callback of [...this.#timers]) callback();
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
