import assert from "node:assert/strict";
import { join } from "node:path";
import { Child } from "../support/child.ts";
import { freePort } from "../support/free_port.ts";

// What somebody does who has just copied one file onto a machine, and how long it takes.
const binary = join(import.meta.dirname ?? ".", "../../dist/cellpost");

/** The whole must be done in a minute by the issue; it takes seconds, and nothing here depends on it. */
const promisedMs = 60_000;

/** Somebody in an empty folder, who never edits a file. */
class Newcomer implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  readonly began = performance.now();
  readonly #children: Child[] = [];

  start(...command: readonly string[]): Child {
    const child = new Child(command, { cwd: this.folder });
    this.#children.push(child);
    return child;
  }

  /** Runs a command of the executable to its end, which must be a good one. */
  async cellpost(...args: readonly string[]): Promise<string> {
    const child = this.start(binary, ...args);
    const { code } = await child.status();
    assert.equal(code, 0, `cellpost ${args.join(" ")}\n${child.output}`);
    return child.output;
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) await child[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("a newcomer has an SMS after init, start and one curl, and edits no file", async (t) => {
  await using newcomer = new Newcomer();
  assert.deepEqual([...Deno.readDirSync(newcomer.folder)], []);
  const port = freePort();
  const init = ["init", "--yes", "--modem", "sim:"];
  await newcomer.cellpost(...init, "--listen", `127.0.0.1:${port}`);
  const config = Deno.readTextFileSync(newcomer.file("config.toml"));
  // The screen's usual port may be somebody's on the machine of a test.
  const served = newcomer.start(
    binary,
    ...["serve", "--web-listen", "127.0.0.1:0"],
  );
  await served.line(new RegExp(`SMTP +127\\.0\\.0\\.1:${port}`));
  await served.line(/curl -T - smtp:/);
  const curl = newcomer.start(
    ...["sh", "-c", `echo "Pump 3 stopped" | curl -sS -T - "$@"`, "sh"],
    ...[`smtp://127.0.0.1:${port}`, "--mail-from", "plant@example.org"],
    ...["--mail-rcpt", "+46701740605@sms"],
  );
  assert.equal((await curl.status()).code, 0, curl.output);
  await served.line(/SMS to \+46701740605 \(simulated/);
  await served.line(/\| Pump 3 stopped/);
  const tookMs = performance.now() - newcomer.began;
  const doctor = await newcomer.cellpost("doctor");
  assert.match(doctor, /modem1 is usable, simulated/);
  assert.match(doctor, /are free on its disk/);
  assert.match(doctor, /It greets who connects to 127\.0\.0\.1/);
  const selftest = await newcomer.cellpost("selftest");
  assert.match(selftest, /The whole loop works: .* in all/);
  await served.stop();
  const again = Deno.readTextFileSync(newcomer.file("config.toml"));
  assert.equal(again, config, "nobody edited it");
  const files = [...Deno.readDirSync(newcomer.folder)].map(({ name }) => name);
  assert.ok(files.every((it) => /^(?:config\.toml|cellpost\.db.*)$/.test(it)));
  // The output of a test is not shown; the name of its step is.
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  await t.step(`from an empty folder to the first SMS: ${took}`, () => {
    assert.ok(tookMs < promisedMs, "a newcomer is promised a minute");
  });
});
