import assert from "node:assert/strict";
import { join } from "node:path";
import {
  lockQueue,
  lockTrouble,
  type QueueLock,
  type QueueLocked,
} from "./lock.ts";

// Run as a program, this file takes the lock named by its argument, says so, and holds it until it is killed.
if (import.meta.main && Deno.args[0] === "hold" && Deno.args[1]) {
  const lock = lockQueue(Deno.args[1]);
  console.log("release" in lock ? "held" : "refused");
  setInterval(() => lock, 1_000);
}

Deno.test("the lock is had once, and again after its release", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  const lock = held(lockQueue(path));
  assert.deepEqual(lockQueue(path), { heldBy: Deno.pid });
  lock.release();
  lock.release();
  using again = held(lockQueue(path));
  assert.ok(again);
});

Deno.test("the lock of one queue is not that of another", () => {
  using folder = temporaryFolder();
  using one = held(lockQueue(join(folder.path, "one.db")));
  using two = held(lockQueue(join(folder.path, "two.db")));
  assert.notEqual(one, two);
});

Deno.test("a lock whose holder's id cannot be read is held all the same", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  using lock = held(lockQueue(path));
  Deno.writeTextFileSync(`${path}.pid`, "not a number");
  assert.deepEqual(lockQueue(path), { heldBy: undefined });
  Deno.removeSync(`${path}.pid`);
  assert.deepEqual(lockQueue(path), { heldBy: undefined });
  assert.ok(lock);
});

Deno.test({
  name: "the files of the lock are their owner's only",
  ignore: Deno.build.os === "windows", // it has no file modes; the folder's access list is inherited
  fn() {
    using folder = temporaryFolder();
    const path = join(folder.path, "queue.db");
    Deno.writeTextFileSync(`${path}.pid`, "1", { mode: 0o644 });
    using lock = held(lockQueue(path));
    const names = [...Deno.readDirSync(folder.path)].map((it) => it.name);
    assert.ok(lock && names.includes("queue.db.lock"), String(names));
    for (const name of names) {
      const { mode } = Deno.statSync(join(folder.path, name));
      assert.equal((mode ?? 0) & 0o777, 0o600, name);
    }
  },
});

Deno.test("a lock's file that is not ours to open names the user, not the folder", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  Deno.mkdirSync(`${path}.lock`); // what no user may open as a file, root included
  assert.throws(() => lockQueue(path), {
    name: "StoreError",
    message: /: run this as the user whom cellpost runs as, or .*chown\)$/,
  });
});

Deno.test("a lock's file that is no such file is to be removed", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  Deno.writeTextFileSync(`${path}.lock`, "this is not a database. ".repeat(99));
  assert.throws(() => lockQueue(path), {
    code: "broken",
    message: /not a database\): check the disk, and remove the file/,
  });
});

Deno.test("a lock on a full disk asks for space, whoever tells of it", () => {
  const told = [
    Object.assign(new Error("database or disk is full"), { errcode: 13 }),
    new Error("No space left on device (os error 28)"),
    new Error("There is not enough space on the disk. (os error 112)"),
  ];
  for (const error of told) {
    const { code, message } = lockTrouble("queue.db.pid", error);
    assert.equal(code, "full");
    assert.match(message, /: make space on its disk$/);
  }
  const denied = new Deno.errors.PermissionDenied("os error 13");
  assert.equal(lockTrouble("queue.db.pid", denied).code, "read-only");
});

Deno.test("a lock that cannot be made is one clear sentence", () => {
  using folder = temporaryFolder();
  assert.throws(() => lockQueue(join(folder.path, "no", "queue.db")), {
    name: "StoreError",
    message: /^Cannot lock the queue by ".*" \(.*\): create its folder/,
  });
});

Deno.test("another process holds the lock until kill -9, and not longer", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", import.meta.filename ?? "", "hold", path],
    stdout: "piped",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await output.read()).value, "held\n");
  assert.deepEqual(lockQueue(path), { heldBy: child.pid });
  child.kill("SIGKILL");
  await child.status;
  await output.cancel();
  using lock = held(lockQueue(path));
  assert.equal(Deno.readTextFileSync(`${path}.pid`), `${Deno.pid}\n`);
  assert.ok(lock);
});

function held(lock: QueueLock | QueueLocked): QueueLock {
  assert.ok("release" in lock, "the lock is held by somebody else");
  return lock;
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
