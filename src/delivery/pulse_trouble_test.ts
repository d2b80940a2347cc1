import assert from "node:assert/strict";
import {
  DispatcherBench,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import type { SendResult } from "../model/mod.ts";
import { type Store, StoreError } from "../queue/mod.ts";
import type { Pulse } from "./pulse.ts";

const unplugged: SendResult = {
  kind: "retry",
  fault: "modem",
  reason: "Unplugged",
};

const full = () => Promise.reject(new StoreError("full", "The disk is full"));

/** The same object, of which these methods are others. */
function spoilt<T extends object>(whole: T, methods: Partial<T>): T {
  return new Proxy(whole, {
    get(target, key) {
      const own = Reflect.get(methods, key);
      const value = own ?? Reflect.get(target, key);
      return typeof value === "function" && own === undefined
        ? value.bind(target)
        : value;
    },
  });
}

/** How long ago the last sign of life was of whoever has been silent longest, milliseconds. */
function silence(pulse: Pulse, now: number): number {
  const { housekeeper, workers } = pulse.signs;
  const since = [housekeeper, ...workers].flatMap((it) => it ?? []);
  return Math.max(0, ...since.map((it) => now - it));
}

const hourMs = 3_600_000;
/** How long the disk is full. */
const fullMs = 180_000;

Deno.test("a modem that is well again and cannot have its deliveries made due, since the disk is full, does not hang", async () => {
  await using bench = await DispatcherBench.open();
  const { clock, store } = bench;
  let disk: "good" | "full" = "good";
  bench.store = spoilt<Store>(store, {
    hasten: (...of) => disk === "full" ? full() : store.hasten(...of),
    claim: (...of) => disk === "full" ? full() : store.claim(...of),
  });
  const script = [unplugged, unplugged];
  const sender = new ScriptedSender("modem1", clock, script);
  const { pulse } = await bench.start([sender], {
    retryFirstMs: 3 * hourMs,
    retryMaxMs: 3 * hourMs,
  });
  const first = await bench.accept("first");
  await bench.pass(0);
  const second = await bench.accept("second");
  // Both have failed; the modem is usable 60 s after each.
  await bench.pass(60_000);
  assert.equal(sender.taken.length, 0);
  disk = "full";
  await bench.pass(fullMs);
  assert.ok(silence(pulse, clock.monotonic()) < 60_000);
  disk = "good";
  await bench.pass(60_000);
  assert.equal(bench.stateOf(second), "sent");
  assert.equal(bench.stateOf(first), "sent");
});

Deno.test("who keeps back what rules of time do not let go does not hang while the disk is full", async () => {
  await using bench = await DispatcherBench.open();
  const { clock, store } = bench;
  let disk: "good" | "full" = "good";
  const backlog = spoilt(store.backlog, {
    putOff: (...of) => disk === "full" ? full() : store.backlog.putOff(...of),
  });
  bench.store = spoilt<Store>(store, { backlog });
  const until = clock.now() + 2 * hourMs;
  const ends = () => until;
  const quiet = { any: true, holdFor: () => true, endAt: ends, after: ends };
  const sender = new ScriptedSender("modem1", clock);
  const { pulse } = await bench.start([sender], {}, { timeRules: { quiet } });
  await bench.accept("first");
  await bench.pass(0);
  assert.equal(sender.taken.length, 0);
  disk = "full";
  // The housekeeper asks anew for all that waits.
  clock.jump(clock.now() - 60_000);
  await bench.accept("second");
  await bench.pass(fullMs);
  assert.ok(silence(pulse, clock.monotonic()) < 60_000);
});
