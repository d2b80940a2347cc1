import assert from "node:assert/strict";
import {
  DispatcherBench,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import type { SendResult } from "../model/mod.ts";

const rejected: SendResult = { kind: "rejected", reason: "No such number" };

Deno.test("the lease of a delivery outlasts the longest answer_timeout that can be configured", async () => {
  await using bench = await DispatcherBench.open();
  const slow = new ScriptedSender("slow", bench.clock);
  // The longest prompt_timeout, leave, then the longest answer_timeout.
  let taken = 0;
  slow.submit = async (_, { beforePdu }) => {
    if (taken++ > 0) return rejected;
    await bench.clock.sleep(299_000);
    await beforePdu();
    await bench.clock.sleep(599_000);
    return { kind: "sent", reference: 7 };
  };
  await bench.start([slow]);
  const id = await bench.accept("Pump 3 stopped");
  // Something that waits keeps the housekeeper awake.
  await bench.accept("Pump 4 stopped");
  for (let minute = 0; minute < 15; minute++) await bench.pass(60_000);
  const fates = bench.events.flatMap((event) =>
    event.kind === "changed" && event.change.messageId === id
      ? [event.change.to]
      : []
  );
  assert.deepEqual(fates, ["sent"]);
});
