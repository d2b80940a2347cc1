import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { bounded, DeadlineError } from "./bounded.ts";

function bounds() {
  const clock = new ManualClock();
  const owner = new AbortController();
  return { clock, owner, limitMs: 1000, signal: owner.signal };
}

const never = () => new Promise<never>(() => {});

Deno.test("bounded() hands on what the task comes to, and leaves no timer", async () => {
  const { clock, ...rest } = bounds();
  const work = bounded(() => Promise.resolve(7), { clock, ...rest });
  assert.equal(await work, 7);
  const failure = () => Promise.reject(new Error("Broken"));
  await assert.rejects(bounded(failure, { clock, ...rest }), /Broken/);
  assert.equal(clock.pending, 0);
});

Deno.test("bounded() leaves a task that hangs, and tells it", async () => {
  const { clock, ...rest } = bounds();
  let told: AbortSignal | undefined;
  const work = bounded((signal) => {
    told = signal;
    return never();
  }, { clock, ...rest });
  const outcome = assert.rejects(
    work,
    new DeadlineError("No answer within 1 s"),
  );
  await clock.advance(1000);
  await outcome;
  assert.equal(told?.aborted, true);
});

Deno.test("bounded() hands a late result to whoever disposes of it", async () => {
  const { clock, ...rest } = bounds();
  const task = Promise.withResolvers<string>();
  const lateOnes: string[] = [];
  const work = bounded(() => task.promise, {
    clock,
    ...rest,
    late: (value) => lateOnes.push(value),
  });
  const outcome = assert.rejects(work, DeadlineError);
  await clock.advance(1000);
  await outcome;
  task.resolve("port");
  await settle();
  assert.deepEqual(lateOnes, ["port"]);
});

Deno.test("bounded() ends with its owner, before or during the task", async () => {
  const { clock, owner, ...rest } = bounds();
  const work = bounded(never, { clock, ...rest });
  owner.abort(new Error("Stopped"));
  await assert.rejects(work, /Stopped/);
  await assert.rejects(bounded(never, { clock, ...rest }), /Stopped/);
  assert.equal(clock.pending, 0);
});
