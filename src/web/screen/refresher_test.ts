import assert from "node:assert/strict";
import { Refresher } from "./refresher.ts";

/** A task whose ends and rests a test tells by hand. */
class Rig {
  readonly runs: PromiseWithResolvers<void>[] = [];
  rest: (() => void) | undefined;
  readonly refresher = new Refresher(
    () => {
      const run = Promise.withResolvers<void>();
      this.runs.push(run);
      return run.promise;
    },
    {
      restMs: 500,
      after: (ms, task) => {
        assert.equal(ms, 500);
        this.rest = task;
        return () => void (this.rest = undefined);
      },
    },
  );

  /** Ends the last run. */
  async end(): Promise<void> {
    this.runs.at(-1)!.resolve();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }

  /** The rest is over. */
  rise(): void {
    const task = this.rest;
    this.rest = undefined;
    task?.();
  }
}

Deno.test("what is asked while it runs or rests is done once, after the rest", async () => {
  const rig = new Rig();
  for (let times = 0; times < 3; times++) rig.refresher.ask();
  assert.equal(rig.runs.length, 1);
  await rig.end();
  assert.equal(rig.runs.length, 1);
  rig.refresher.ask();
  rig.rise();
  assert.equal(rig.runs.length, 2);
  await rig.end();
  rig.refresher.ask();
  assert.equal(rig.runs.length, 2);
  rig.rise();
  assert.equal(rig.runs.length, 3);
  await rig.end();
  rig.rise();
  assert.equal(rig.runs.length, 3);
  rig.refresher.ask();
  assert.equal(rig.runs.length, 4);
});

Deno.test("what somebody waits for does not wait for the rest, and is done once", async () => {
  const rig = new Rig();
  rig.refresher.ask();
  await rig.end();
  rig.refresher.ask("now");
  assert.equal(rig.runs.length, 2);
  assert.equal(rig.rest, undefined);
  rig.refresher.ask("now");
  rig.refresher.ask();
  await rig.end();
  assert.equal(rig.runs.length, 3);
  await rig.end();
  rig.rise();
  assert.equal(rig.runs.length, 3);
});
