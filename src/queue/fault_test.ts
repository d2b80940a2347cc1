import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../model/mod.ts";
import { anna, start, submission } from "./law_suite.ts";
import { openStore } from "./sqlite_store.ts";
import { StoreError } from "./store.ts";

const longMessage = {
  text: "x".repeat(2_000),
  flash: false,
  statusReport: true,
  referenceBits: 8,
} as const;

// Run as a program, this file accepts mails into the queue named by its argument until it is killed or cannot; it prints
// the id of each mail once that is on disk, and the code of the error that ended it.
if (import.meta.main && Deno.args[0] === "accept" && Deno.args[1]) {
  await acceptForever(Deno.args[1]);
}

async function acceptForever(path: string): Promise<void> {
  const store = await openStore(path, { clock: systemClock });
  const say = (line: string) =>
    Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  const sender = async () => {
    while (true) {
      const mail = submission({ message: longMessage });
      await store.accept({ submission: mail });
      say(mail.id);
    }
  };
  try {
    await Promise.all(Array.from({ length: 8 }, sender));
  } catch (error) {
    say(error instanceof StoreError ? error.code : String(error));
    Deno.exit(1);
  }
}

Deno.test("kill -9 while mails come in loses none whose accept had resolved", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "queue.db");
  for (let round = 0; round < 3; round++) {
    const child = spawn(["run", "-A", "--quiet", thisFile, "accept", path]);
    const printed = await readLines(child, 100 + 50 * round);
    await assertPresent(path, printed);
  }
});

Deno.test({
  name:
    "a disk that takes no more fails the accept, and what was accepted stays",
  ignore: Deno.build.os === "windows", // it has no file size limit for a process
  async fn() {
    using folder = temporaryFolder();
    const path = join(folder.path, "queue.db");
    const limited =
      `trap "" XFSZ; ulimit -f 2000; exec "$0" run -A --quiet "$1" accept "$2"`;
    const child = new Deno.Command("sh", {
      args: ["-c", limited, Deno.execPath(), thisFile, path],
      stdout: "piped",
    }).spawn();
    const printed = await readLines(child, Number.POSITIVE_INFINITY);
    assert.equal(printed.pop(), "broken");
    assert.ok(printed.length > 0);
    await assertPresent(path, printed);
  },
});

const thisFile = import.meta.filename ?? "";

function spawn(args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
}

/** Reads so many whole lines, or all, and ends the process by force. */
async function readLines(
  child: Deno.ChildProcess,
  count: number,
): Promise<string[]> {
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (text.split("\n").length <= count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
  for (let rest = await reader.read(); !rest.done; rest = await reader.read()) {
    text += rest.value;
  }
  await child.status;
  return text.split("\n").slice(0, -1);
}

async function assertPresent(
  path: string,
  ids: readonly string[],
): Promise<void> {
  const store = await openStore(path, { clock: systemClock });
  const records = store.list({ limit: 1_000_000 });
  const present = new Set<string>(records.map((it) => it.messageId));
  assert.deepEqual(ids.filter((id) => !present.has(id)), []);
  assert.equal(store.counts().queued, records.length);
  assert.equal(records.at(-1)?.recipient, anna);
  assert.equal(records.at(-1)?.acceptedAt, start);
  await store.close();
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
