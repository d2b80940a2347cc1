import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { Pulse } from "./pulse.ts";

Deno.test("a worker's turn begins, gets on with each step, and ends", async () => {
  const clock = new ManualClock();
  const pulse = new Pulse(clock);
  const [one, two] = [{}, {}];
  pulse.begin(one);
  await clock.advance(5_000);
  pulse.begin(two);
  assert.deepEqual(pulse.signs.workers, [0, 5_000]);
  const step = pulse.steps(one, () => Promise.resolve("written"));
  await clock.advance(1_000);
  assert.equal(await step(), "written");
  assert.deepEqual(pulse.signs.workers, [6_000, 5_000]);
  pulse.rest(two);
  assert.deepEqual(pulse.signs.workers, [6_000, undefined]);
  // A modem that was taken away hangs no more.
  pulse.leave(one);
  assert.deepEqual(pulse.signs.workers, [undefined]);
});

Deno.test("what is written while a worker rests begins no turn", async () => {
  const pulse = new Pulse(new ManualClock());
  const worker = {};
  pulse.rest(worker);
  await pulse.steps(worker, () => Promise.resolve())();
  assert.deepEqual(pulse.signs.workers, [undefined]);
});

Deno.test("the housekeeper's rounds are its own", () => {
  const pulse = new Pulse(new ManualClock());
  assert.equal(pulse.signs.housekeeper, undefined);
  pulse.beginRound();
  assert.deepEqual(pulse.signs, { workers: [], housekeeper: 0 });
  pulse.endRound();
  assert.equal(pulse.signs.housekeeper, undefined);
});
