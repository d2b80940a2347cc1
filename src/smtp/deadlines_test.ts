import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { Deadlines, type Expiring } from "./deadlines.ts";

const periodMs = 1_000;

function watch() {
  const clock = new ManualClock();
  const watched = new Set<Expiring>();
  const deadlines = new Deadlines(() => watched, { clock, periodMs });
  const expired: [name: string, at: number][] = [];
  const add = (name: string) => {
    const one = {
      deadlineAt: clock.monotonic() + periodMs,
      expire() {
        expired.push([name, clock.monotonic()]);
        watched.delete(one);
      },
    };
    watched.add(one);
    deadlines.start();
    return one;
  };
  return { clock, watched, deadlines, expired, add };
}

Deno.test("Deadlines expires each at its own moment, with one timer", async () => {
  const { clock, expired, add } = watch();
  add("a");
  await clock.advance(300);
  add("b");
  assert.equal(clock.pending, 1);
  await clock.advance(2_000);
  assert.deepEqual(expired, [["a", 1_000], ["b", 1_300]]);
});

Deno.test("Deadlines follows a deadline that moves, without a timer for each move", async () => {
  const { clock, expired, add } = watch();
  const busy = add("busy");
  for (let n = 0; n < 10; n++) {
    await clock.advance(900);
    busy.deadlineAt = clock.monotonic() + periodMs;
    assert.equal(clock.pending, 1);
  }
  assert.deepEqual(expired, []);
  await clock.advance(1_000);
  assert.deepEqual(expired, [["busy", 10_000]]);
});

Deno.test("Deadlines lets what has no deadline wait, and returns to it", async () => {
  const { clock, expired, add } = watch();
  const one = add("one");
  one.deadlineAt = Infinity;
  await clock.advance(10_500);
  one.deadlineAt = clock.monotonic() + periodMs;
  await clock.advance(1_000);
  assert.deepEqual(expired, [["one", 11_500]]);
});

Deno.test("Deadlines sets no timer while there is nothing to watch", async () => {
  const { clock, watched, deadlines, add } = watch();
  add("a");
  watched.clear();
  await clock.advance(1_000);
  assert.equal(clock.pending, 0);
  add("b");
  deadlines.stop();
  deadlines.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("Deadlines expires again what has not gone a period later", async () => {
  const clock = new ManualClock();
  let times = 0;
  const stubborn = { deadlineAt: 0, expire: () => times++ };
  const deadlines = new Deadlines(() => [stubborn], { clock, periodMs });
  deadlines.start();
  await clock.advance(2_000);
  assert.equal(times, 2);
  deadlines.stop();
});

Deno.test("Deadlines looks sooner with a shorter period, and not later because it is told again and again", async () => {
  const clock = new ManualClock();
  const expired: number[] = [];
  const one = {
    deadlineAt: 700,
    expire() {
      expired.push(clock.monotonic());
      one.deadlineAt = Infinity;
    },
  };
  const deadlines = new Deadlines(() => [one], { clock, periodMs });
  deadlines.start();
  await clock.advance(500);
  deadlines.follow(200);
  await clock.advance(200);
  assert.deepEqual(expired, [700]);
  one.deadlineAt = 1_000;
  for (let times = 0; times < 10; times++) {
    deadlines.follow(200);
    await clock.advance(100);
  }
  assert.equal(expired.length, 2);
  deadlines.stop();
});
