import assert from "node:assert/strict";
import { settle } from "../../tests/support/manual_clock.ts";
import { WaitingLine } from "./waiting_line.ts";

/** Jobs that end when told to, and what happened. */
function jobs() {
  const started: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const job = (name: string) => () => {
    started.push(name);
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return end.promise;
  };
  return { started, ends, job };
}

Deno.test("run() lets so many run at a time, the others in order, and none beyond the line", async () => {
  const { started, ends, job } = jobs();
  const line = new WaitingLine({ atOnce: 2, waiting: 2 });
  const runs = ["a", "b", "c", "d"].map((name) => line.run(job(name)));
  assert.equal(line.run(job("e")), undefined);
  assert.deepEqual(started, ["a", "b"]);
  ends.get("b")?.resolve("B");
  assert.equal(await runs[1], "B");
  await settle();
  assert.deepEqual(started, ["a", "b", "c"]);
  const late = line.run(job("f"));
  assert.notEqual(late, undefined);
  for (const name of ["a", "c", "d", "f"]) {
    ends.get(name)?.resolve(name);
    await settle();
  }
  assert.deepEqual(started, ["a", "b", "c", "d", "f"]);
  assert.deepEqual(await Promise.all([...runs, late]), [
    ...["a", "B", "c", "d", "f"],
  ]);
});

Deno.test("a job that fails makes room like any other", async () => {
  const { started, ends, job } = jobs();
  const line = new WaitingLine({ atOnce: 1, waiting: 1 });
  const first = line.run(job("a"));
  const second = line.run(job("b"));
  ends.get("a")?.reject(new Error("no memory"));
  await assert.rejects(async () => await first, /no memory/);
  await settle();
  assert.deepEqual(started, ["a", "b"]);
  ends.get("b")?.reject(new Error("again"));
  await assert.rejects(async () => await second, /again/);
});
