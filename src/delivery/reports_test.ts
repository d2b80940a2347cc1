import assert from "node:assert/strict";
import {
  benchPolicy as policy,
  DispatcherBench,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import type { SendResult } from "../model/mod.ts";
import { StoreError } from "../queue/mod.ts";

const uncertain: SendResult = { kind: "uncertain", reason: "No answer" };

Deno.test("a status report that overtakes its acknowledgement is booked all the same", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  const { promise, resolve } = Promise.withResolvers<void>();
  sender.holdUntil(promise);
  const dispatcher = await bench.start([sender]);
  const id = await bench.accept("Pump 3");
  await bench.pass(0);
  dispatcher.report({
    modem: "modem1",
    reference: 1,
    recipient: "4917012345678",
    outcome: "delivered",
    reason: "Delivered",
    sentAt: undefined,
    receivedAt: bench.clock.now(),
  });
  await bench.pass(0);
  assert.equal(bench.stateOf(id), "sending");
  resolve();
  await bench.pass(0);
  assert.equal(bench.stateOf(id), "delivered");
});

Deno.test("a status report settles an uncertain send, whether it comes before or after the doubt", async () => {
  for (const first of ["report", "doubt"] as const) {
    await using bench = await DispatcherBench.open();
    const script = [uncertain];
    const sender: ScriptedSender = new ScriptedSender(
      "modem1",
      bench.clock,
      script,
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    if (first === "report") sender.holdUntil(promise);
    const dispatcher = await bench.start([sender]);
    const id = await bench.accept("Pump 3");
    await bench.pass(0);
    assert.equal(
      bench.stateOf(id),
      first === "report" ? "sending" : "uncertain",
    );
    const report = {
      modem: "modem1",
      reference: 9,
      recipient: "017012345678",
      outcome: "delivered",
      reason: "Delivered",
      sentAt: bench.clock.now(),
      receivedAt: bench.clock.now(),
    } as const;
    await dispatcher.report(report);
    resolve();
    await bench.pass(policy.uncertainWaitMs * 2);
    assert.equal(bench.stateOf(id), "delivered", first);
    const delivery = bench.store.show(id)?.deliveries[0];
    assert.equal(delivery?.possibleDuplicate, false);
    assert.equal(sender.taken.length, 0, "not sent again");
    const told = bench.events.flatMap((it) =>
      it.kind === "changed" ? [it.change.to] : []
    );
    assert.deepEqual(told, ["uncertain", "delivered"]);
  }
});

Deno.test("a status report that cannot be booked is refused, so that the modem keeps it", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new ScriptedSender("modem1", bench.clock);
  const dispatcher = await bench.start([sender]);
  await bench.pass(0);
  await bench.store.close();
  const report = {
    modem: "modem1",
    reference: 9,
    recipient: undefined,
    outcome: "delivered",
    reason: "Delivered",
    sentAt: undefined,
    receivedAt: bench.clock.now(),
  } as const;
  await assert.rejects(dispatcher.report(report), StoreError);
});
