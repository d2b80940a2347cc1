import assert from "node:assert/strict";
import { CommandError, exitCode } from "./exit_code.ts";
import { prepareAll, type Prepared } from "./prepared.ts";

function steps() {
  const done: string[] = [];
  const good = (name: string) => (): Promise<Prepared> =>
    Promise.resolve({
      commit: () => void done.push(`commit ${name}`),
      abandon: () => Promise.resolve(void done.push(`abandon ${name}`)),
    });
  const bad = (text: string) => () =>
    Promise.reject(new CommandError(exitCode.notDone, text));
  return { done, good, bad };
}

Deno.test("what all are ready for is done in their order", async () => {
  const { done, good } = steps();
  const prepared = await prepareAll([good("a"), good("b")]);
  assert.deepEqual(done, []);
  assert.ok(prepared.kind === "ready");
  prepared.change.commit();
  assert.deepEqual(done, ["commit a", "commit b"]);
});

Deno.test("where one is not ready all are abandoned, the last first, and all problems are told", async () => {
  const { done, good, bad } = steps();
  const prepared = await prepareAll([
    ...[good("a"), bad("one\ntwo"), good("b"), bad("three")],
  ]);
  assert.deepEqual(prepared, {
    kind: "problems",
    problems: ["one", "two", "three"],
  });
  assert.deepEqual(done, ["abandon b", "abandon a"]);
});

Deno.test("a bug abandons all the same, and is no problem of the config", async () => {
  const { done, good } = steps();
  const bug = () => Promise.reject(new TypeError("oops"));
  await assert.rejects(prepareAll([good("a"), bug]), /oops/);
  assert.deepEqual(done, ["abandon a"]);
});
