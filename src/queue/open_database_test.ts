import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { systemClock } from "../model/mod.ts";
import { Database } from "./database.ts";
import { migrations } from "./migrations.ts";
import { migrate, openDatabase } from "./open_database.ts";

Deno.test("a database is opened for durable use", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  const database = await openDatabase(path, systemClock);
  assert.deepEqual({ ...database.get("PRAGMA journal_mode") }, {
    journal_mode: "wal",
  });
  const full = 2;
  assert.deepEqual({ ...database.get("PRAGMA synchronous") }, {
    synchronous: full,
  });
  assert.deepEqual({ ...database.get("PRAGMA foreign_keys") }, {
    foreign_keys: 1,
  });
  assert.deepEqual({ ...database.get("PRAGMA user_version") }, {
    user_version: migrations.length,
  });
  database.close();
});

Deno.test({
  name: "a new database is readable by its owner only",
  ignore: Deno.build.os === "windows", // it has no file modes; the folder's access list is inherited
  async fn() {
    using folder = temporaryFolder();
    const path = join(folder.path, "queue.db");
    const database = await openDatabase(path, systemClock);
    for (const { name } of Deno.readDirSync(folder.path)) {
      const { mode } = Deno.statSync(join(folder.path, name));
      assert.equal((mode ?? 0) & 0o777, 0o600, name);
    }
    database.close();
  },
});

Deno.test("opening again runs no migration twice and keeps what is there", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  const salts: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    const database = await openDatabase(path, systemClock);
    salts.push(database.get("SELECT value FROM meta")?.["value"]);
    database.close();
  }
  assert.equal(salts[0], salts[1]);
});

Deno.test("migrations run from where the database stands, all or none", () => {
  using folder = temporaryFolder();
  const database = new Database(join(folder.path, "m.db"));
  const first = "CREATE TABLE one (a)";
  const second = "CREATE TABLE two (a); INSERT INTO two VALUES (2)";
  const tables = () =>
    database.all("SELECT name FROM sqlite_schema").map((it) => it["name"]);
  migrate(database, [first]);
  assert.throws(() => migrate(database, [first, second, "nonsense"]));
  assert.deepEqual(tables(), ["one"]);
  migrate(database, [first, second]);
  assert.deepEqual(tables(), ["one", "two"]);
  database.close();
});

Deno.test("a newer database is refused untouched", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  plant(path, "PRAGMA user_version = 99");
  await assert.rejects(openDatabase(path, systemClock), {
    name: "StoreError",
    code: "newer",
    message:
      `Cannot open the queue "${path}". It was written by a newer cellpost (format 99, this one knows ${migrations.length}): install that one again, or choose another [queue] path`,
  });
});

Deno.test("another program's database is refused untouched", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  plant(path, "CREATE TABLE bookmarks (url)");
  await assert.rejects(openDatabase(path, systemClock), {
    code: "broken",
    message: /another program/,
  });
});

Deno.test("a damaged file, a missing folder and a folder in the file's place give one clear sentence", async () => {
  using folder = temporaryFolder();
  const junk = join(folder.path, "junk.db");
  Deno.writeTextFileSync(junk, "this is not a database. ".repeat(500));
  const cases = [
    [junk, /not a database\): restore it from a backup/],
    [join(folder.path, "no", "queue.db"), /unable to open .*create its folder/],
    [folder.path, /unable to open/],
  ] as const;
  for (const [path, sentence] of cases) {
    await assert.rejects(openDatabase(path, systemClock), (error: Error) => {
      assert.equal(error.name, "StoreError");
      assert.ok(error.message.startsWith(`Cannot open the queue "${path}". `));
      assert.match(error.message, sentence);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  }
});

Deno.test("a database that is locked while it opens is waited for, then busy", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  const other = new DatabaseSync(path);
  other.exec("BEGIN EXCLUSIVE");
  let elapsed = 0;
  const clock = {
    ...systemClock,
    monotonic: () => elapsed,
    sleep: (delayMs: number) => Promise.resolve(void (elapsed += delayMs)),
  };
  await assert.rejects(openDatabase(path, clock), { code: "busy" });
  assert.ok(elapsed >= 5_000);
  other.exec("ROLLBACK");
  (await openDatabase(path, clock)).close();
  other.close();
});

function plant(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
