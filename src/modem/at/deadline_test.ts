import assert from "node:assert/strict";
import { ManualClock } from "../../../tests/support/manual_clock.ts";
import { Deadline } from "./deadline.ts";

function deadline() {
  const clock = new ManualClock();
  const passed: number[] = [];
  const subject = new Deadline(clock, () => passed.push(clock.monotonic()));
  return { clock, passed, subject };
}

Deno.test("Deadline passes once, at its time", async () => {
  const { clock, passed, subject } = deadline();
  subject.arm(50);
  await clock.advance(49);
  assert.deepEqual(passed, []);
  await clock.advance(1000);
  assert.deepEqual(passed, [50]);
});

Deno.test("Deadline moves later without a timer of its own", async () => {
  const { clock, passed, subject } = deadline();
  subject.arm(50);
  await clock.advance(30);
  subject.arm(50);
  subject.arm(60);
  assert.equal(clock.pending, 1);
  await clock.advance(59);
  assert.deepEqual(passed, []);
  await clock.advance(1);
  assert.deepEqual(passed, [90]);
});

Deno.test("Deadline moves earlier", async () => {
  const { clock, passed, subject } = deadline();
  subject.arm(500);
  subject.arm(5);
  await clock.advance(1000);
  assert.deepEqual(passed, [5]);
  assert.equal(clock.pending, 0);
});

Deno.test("Deadline that is disarmed never passes, and can be armed again", async () => {
  const { clock, passed, subject } = deadline();
  subject.arm(50);
  subject.disarm();
  await clock.advance(100);
  assert.deepEqual(passed, []);
  subject.arm(10);
  await clock.advance(10);
  assert.deepEqual(passed, [110]);
});

Deno.test("Deadline leaves no timer behind when closed", () => {
  const { clock, subject } = deadline();
  subject.arm(50);
  subject.close();
  assert.equal(clock.pending, 0);
});
