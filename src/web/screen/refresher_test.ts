import assert from "node:assert/strict";
import { Refresher } from "./refresher.ts";

Deno.test("what is asked while it runs is done once, afterwards", async () => {
  const runs: PromiseWithResolvers<void>[] = [];
  const refresher = new Refresher(() => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  const turn = async () => {
    for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  };
  refresher.ask();
  refresher.ask();
  refresher.ask();
  assert.equal(runs.length, 1);
  runs[0]!.resolve();
  await turn();
  assert.equal(runs.length, 2);
  runs[1]!.resolve();
  await turn();
  assert.equal(runs.length, 2);
  refresher.ask();
  assert.equal(runs.length, 3);
});
