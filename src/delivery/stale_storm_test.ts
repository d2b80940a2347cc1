import assert from "node:assert/strict";
import {
  benchPolicy as policy,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { StormBench } from "../../tests/support/storm_bench.ts";
import { findTimeZone } from "../model/mod.ts";
import { neverQuiet } from "../policy/mod.ts";
import { Dispatcher } from "./dispatcher.ts";

const hour = 3_600_000;

Deno.test("what was gathered and never closed becomes part of the summary of what is stale, and is not claimed for ever", async () => {
  await using bench = await StormBench.open({ first: "wait" });
  const { clock, store } = bench;
  for (let count = 0; count < 3; count++) await bench.accept(`Pump ${count}`);
  // As where closing meets a bug: they go out by themselves when they have waited for long enough.
  await bench.keeper.stop();
  await clock.advance(5 * hour);
  const modem = new ScriptedSender("modem1", clock);
  const dispatcher = new Dispatcher(store, [modem], {
    ...{ policy, clock, reportTimeoutMs: 24 * hour },
    onUncertain: "resend",
    observe: (event) => assert.notEqual(event.kind, "bug"),
    timeRules: {
      quiet: neverQuiet,
      stale: { afterMs: hour, policy: "merge" },
    },
    summary: {
      zone: findTimeZone("UTC")!,
      compose: {
        ...{ template: "{body}", maxSegments: 2, whenTooLong: "truncate" },
        ...{ stripSignature: false, plainPunctuation: true },
        ...{ statusReport: false, referenceBits: 8 },
      },
    },
  });
  await dispatcher.start();
  for (let turn = 0; turn < 60; turn++) {
    await settle();
    await Deno.stat(".");
  }
  await dispatcher.stop(AbortSignal.abort());
  const { merged, queued, sent } = store.counts();
  assert.deepEqual({ merged, queued, sent }, { merged: 3, queued: 0, sent: 1 });
});
