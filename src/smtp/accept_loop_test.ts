import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { acceptLoop } from "./accept_loop.ts";

/** A listener that gives what its script says, then nothing until it is closed. */
class ScriptedListener {
  readonly #script: (string | Error)[];
  #close: (() => void) | undefined;

  constructor(script: (string | Error)[]) {
    this.#script = script;
  }

  get left(): number {
    return this.#script.length;
  }

  accept(): Promise<string> {
    const next = this.#script.shift();
    if (next instanceof Error) return Promise.reject(next);
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((_, reject) => {
      this.#close = () => reject(new Deno.errors.BadResource("Closed"));
    });
  }

  close(): void {
    this.#close?.();
  }
}

function started(...script: (string | Error)[]) {
  const listener = new ScriptedListener(script);
  const clock = new ManualClock();
  const abort = new AbortController();
  const taken: string[] = [];
  const failures: string[] = [];
  const done = acceptLoop(listener, {
    take: (connection) => taken.push(connection),
    failed: (reason) => failures.push(reason),
    clock,
    signal: abort.signal,
  });
  const stop = () => {
    abort.abort();
    listener.close();
    return done;
  };
  return { listener, clock, taken, failures, stop };
}

// The text of EMFILE as Deno gives it; it has no error class of its own.
const tooManyFiles = () => new Error("Too many open files (os error 24)");
const resetAtOnce = () => new Deno.errors.NotConnected("os error 107");

Deno.test("acceptLoop survives clients that connect and reset at once, without a pause", async () => {
  const resets = Array.from({ length: 100 }, resetAtOnce);
  const { taken, failures, clock, stop } = started("a", ...resets, "b");
  await settle();
  assert.deepEqual(taken, ["a", "b"]);
  assert.deepEqual(failures, []);
  assert.equal(clock.pending, 0);
  await stop();
});

Deno.test("acceptLoop waits, longer and longer, while the system gives no connection", async () => {
  const failing = Array.from({ length: 12 }, tooManyFiles);
  const { listener, taken, failures, clock, stop } = started(...failing, "a");
  await settle();
  assert.equal(listener.left, 12);
  const pauses: number[] = [];
  for (let pause = clock.nextInMs; pause; pause = clock.nextInMs) {
    pauses.push(pause);
    await clock.advance(pause);
  }
  assert.deepEqual(pauses.slice(0, 4), [10, 20, 40, 80]);
  assert.equal(pauses.at(-1), 1_000);
  assert.deepEqual(taken, ["a"]);
  assert.deepEqual(failures, ["Too many open files (os error 24)"]);
  await stop();
});

Deno.test("acceptLoop begins its pauses anew after a success", async () => {
  const { taken, failures, clock, stop } = started(
    tooManyFiles(),
    tooManyFiles(),
    "a",
    tooManyFiles(),
    "b",
  );
  await clock.advance(10 + 20);
  assert.deepEqual(taken, ["a"]);
  await clock.advance(10);
  assert.deepEqual(taken, ["a", "b"]);
  assert.equal(failures.length, 2);
  await stop();
});

Deno.test("acceptLoop ends when told to, waiting for a client or pausing", async () => {
  const waiting = started("a");
  await settle();
  await waiting.stop();
  const pausing = started(tooManyFiles());
  await settle();
  await pausing.stop();
  assert.deepEqual(waiting.taken, ["a"]);
  assert.equal(pausing.clock.pending, 0);
});
