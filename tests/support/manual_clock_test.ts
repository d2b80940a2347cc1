import assert from "node:assert/strict";
import { ManualClock, settle } from "./manual_clock.ts";

Deno.test("ManualClock fires timers in the order of their moments", async () => {
  const clock = new ManualClock();
  const fired: [string, number][] = [];
  clock.after(30, () => fired.push(["c", clock.monotonic()]));
  clock.after(10, () => {
    fired.push(["a", clock.monotonic()]);
    clock.after(10, () => fired.push(["b", clock.monotonic()]));
  });
  await clock.advance(25);
  assert.deepEqual(fired, [["a", 10], ["b", 20]]);
  assert.equal(clock.monotonic(), 25);
  assert.equal(clock.nextInMs, 5);
  await clock.advance(5);
  assert.deepEqual(fired.at(-1), ["c", 30]);
  assert.equal(clock.pending, 0);
});

Deno.test("ManualClock fires timers of one moment in the order they were set", async () => {
  const clock = new ManualClock();
  const fired: number[] = [];
  for (const n of [1, 2, 3]) clock.after(5, () => fired.push(n));
  await clock.advance(5);
  assert.deepEqual(fired, [1, 2, 3]);
});

Deno.test("ManualClock follows a sleeper through its next sleeps", async () => {
  const clock = new ManualClock();
  const woke: number[] = [];
  const sleeper = (async () => {
    for (let n = 0; n < 3; n++) {
      await clock.sleep(10);
      woke.push(clock.monotonic());
    }
  })();
  await clock.advance(100);
  await sleeper;
  assert.deepEqual(woke, [10, 20, 30]);
});

Deno.test("ManualClock.sleep rejects when aborted and leaves no timer", async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const sleeping = clock.sleep(10, abort.signal);
  abort.abort(new Error("Woken"));
  await assert.rejects(sleeping, /Woken/);
  await assert.rejects(clock.sleep(10, abort.signal), /Woken/);
  assert.equal(clock.pending, 0);
});

Deno.test("ManualClock cancels once and for all", async () => {
  const clock = new ManualClock();
  const timer = clock.after(10, () => assert.fail("Fired after cancel"));
  timer.cancel();
  timer.cancel();
  await clock.advance(20);
  assert.equal(clock.pending, 0);
});

Deno.test("ManualClock.jump moves wall time only", async () => {
  const clock = new ManualClock({ nowMs: 1_000 });
  await clock.advance(10);
  clock.jump(50_000);
  assert.equal(clock.now(), 50_000);
  assert.equal(clock.monotonic(), 10);
});

Deno.test("ManualClock draws the same numbers from the same seed", () => {
  const draw = (seed: number) => {
    const clock = new ManualClock({ seed });
    return Array.from({ length: 5 }, () => clock.random());
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
  assert.ok(draw(7).every((n) => n >= 0 && n < 1));
});

Deno.test("settle() follows a long chain of promises to its end", async () => {
  let links = 0;
  void (async () => {
    while (links < 50) links += await Promise.resolve(1);
  })();
  await settle();
  assert.equal(links, 50);
});
