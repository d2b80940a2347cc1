import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { Watchdog } from "./watchdog.ts";

/** A watchdog over a queue that answers when it is told to. */
function watch() {
  const clock = new ManualClock();
  const at: number[] = [];
  const told: string[] = [];
  const open: { resolve(): void; reject(error: Error): void }[] = [];
  const signs = { workers: [] as number[], housekeeper: undefined };
  const watchdog = new Watchdog({
    clock,
    everyMs: 10_000,
    askStore: () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      open.push({ resolve, reject });
      return promise;
    },
    signs: () => signs,
    alive: () => at.push(clock.monotonic() / 1000),
    hangs: (reason) => told.push(reason),
  });
  return { clock, watchdog, at, told, open, signs };
}

Deno.test("as long as the queue answers, all is well, also when it says no", async () => {
  const { clock, watchdog, at, told, open } = watch();
  for (let turn = 0; turn < 12; turn++) {
    const asked = open.shift();
    if (turn % 2 === 0) asked?.resolve();
    else asked?.reject(new Error("Disk full"));
    await clock.advance(10_000);
  }
  watchdog.stop();
  await clock.advance(60_000);
  assert.deepEqual(at, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);
  assert.deepEqual(told, []);
});

Deno.test("a queue that does not answer ends the signs of life, and its answer begins them again", async () => {
  const { clock, watchdog, at, told, open } = watch();
  await clock.advance(200_000);
  assert.deepEqual(at, [0, 10, 20, 30, 40, 50, 60]);
  assert.deepEqual(told, ["The queue has not answered for 70 s"]);
  // It was asked once, not again and again.
  assert.equal(open.length, 1);
  open.shift()?.resolve();
  await clock.advance(10_000);
  assert.equal(at.at(-1), 210);
  watchdog.stop();
});

Deno.test("a dispatcher that hangs is seen", async () => {
  const { clock, watchdog, at, told, open, signs } = watch();
  signs.workers.push(0);
  for (let turn = 0; turn < 200; turn++) {
    open.shift()?.resolve();
    await clock.advance(10_000);
  }
  assert.equal(at.at(-1), 1_800);
  assert.deepEqual(told, ["No modem has got on with its SMS for 1810 s"]);
  watchdog.stop();
});
