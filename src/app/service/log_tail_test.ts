import assert from "node:assert/strict";
import { ManualClock, settle } from "../../../tests/support/manual_clock.ts";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { tailLog } from "./log_tail.ts";

const clock = new ManualClock();

async function tail(path: string, lines: number): Promise<string[]> {
  const written: string[] = [];
  await tailLog(path, { lines, write: (line) => written.push(line), clock });
  return written;
}

Deno.test("the last lines of a log are found across its files, and half a line is none", async () => {
  using folder = temporaryFolder();
  const path = folder.file("cellpost.log");
  assert.deepEqual(await tail(path, 3), []);
  Deno.writeTextFileSync(folder.file("cellpost.1.log"), "one\ntwo\n");
  Deno.writeTextFileSync(path, "three\nfour\nfi");
  assert.deepEqual(await tail(path, 1), ["four"]);
  assert.deepEqual(await tail(path, 3), ["two", "three", "four"]);
  assert.deepEqual(await tail(path, 9), ["one", "two", "three", "four"]);
  assert.deepEqual(await tail(path, 0), []);
});

Deno.test("a followed log goes on line by line, also into its next file", async () => {
  using folder = temporaryFolder();
  const path = folder.file("cellpost.log");
  const clock = new ManualClock();
  const [written, end] = [[] as string[], new AbortController()];
  Deno.writeTextFileSync(path, "one\ntwo\nth");
  const ended = tailLog(path, {
    lines: 1,
    follow: end.signal,
    write: (line) => written.push(line),
    clock,
  });
  await clock.advance(500);
  assert.deepEqual(written, ["two"]);
  const append = (text: string) =>
    Deno.writeTextFileSync(path, text, { append: true });
  append("ree\nfo");
  await clock.advance(500);
  assert.deepEqual(written, ["two", "three"]);
  append("ur\nfive\n");
  Deno.renameSync(path, folder.file("cellpost.1.log"));
  append("six\n");
  await clock.advance(500);
  assert.deepEqual(written, ["two", "three", "four", "five", "six"]);
  end.abort();
  await settle();
  await ended;
  assert.equal(clock.pending, 0);
});
