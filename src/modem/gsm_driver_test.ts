import assert from "node:assert/strict";
import {
  type AtScript,
  healthyScript,
  withReplies,
} from "../../tests/support/at_script.ts";
import { byClock } from "../../tests/support/by_clock.ts";
import { GsmRig, helloPdu } from "../../tests/support/gsm_rig.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import type { ResetRung } from "./driver.ts";

const never = new AbortController().signal;

async function readyRig(script: AtScript = healthyScript): Promise<GsmRig> {
  const rig = new GsmRig(script);
  await rig.ready();
  return rig;
}

function check(rig: GsmRig, signal = never) {
  return byClock(rig.clock, rig.driver.check(signal));
}

Deno.test("check() tells registration and signal, and asks for the operator's name only now and then", async () => {
  using rig = await readyRig();
  const count = () => rig.player.heard.filter((it) => it === "AT+COPS?").length;
  const before = count();
  for (let i = 0; i < 20; i++) {
    assert.deepEqual(await check(rig), {
      operator: "Acme Mobile",
      registration: "home",
      signalDbm: -77,
    });
  }
  assert.equal(count() - before, 2);
});

Deno.test("check() returns what a modem without a network says", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CREG?", "+CREG: 0,1", "OK"],
    ["AT+CREG?", "+CREG: 0,2", "OK"],
    ["AT+CEREG?", "ERROR"],
    ["AT+CSQ", "+CSQ: 99,99", "OK"],
  ]));
  assert.deepEqual(await check(rig), {
    operator: "",
    registration: "searching",
    signalDbm: undefined,
  });
});

Deno.test("check() returns undefined when the modem is silent, gone or not to be waited for", async () => {
  using silent = await readyRig(
    withReplies(healthyScript, [["AT", "OK"], ["AT"]]),
  );
  assert.equal(await check(silent), undefined);
  using gone = await readyRig();
  gone.far.unplug();
  assert.equal(await check(gone), undefined);
  using stopped = await readyRig();
  assert.equal(await check(stopped, AbortSignal.abort()), undefined);
});

Deno.test("reset() climbs a rung by the commands for it", async () => {
  const rungs: readonly (readonly [ResetRung, readonly string[]])[] = [
    ["reinitialise", []],
    ["radio-cycle", ["AT+CFUN=4", "AT+CFUN=1"]],
    ["restart", ["AT+CFUN=1,1"]],
  ];
  for (const [rung, commands] of rungs) {
    using rig = await readyRig();
    const { length } = rig.player.heard;
    await byClock(rig.clock, rig.driver.reset(rung, never));
    assert.deepEqual(rig.player.heard.slice(length), commands);
    await rig.ready();
  }
});

Deno.test("reset() ends when the modem does not answer, goes away or is not to be waited for", async () => {
  const script = withReplies(healthyScript, [["AT+CFUN=1,1"]]);
  using silent = await readyRig(script);
  await byClock(silent.clock, silent.driver.reset("restart", never));
  assert.equal(silent.clock.monotonic(), 15_000);
  using gone = await readyRig(script);
  const reset = gone.driver.reset("restart", never);
  gone.far.unplug();
  await byClock(gone.clock, reset);
  using stopped = await readyRig(script);
  const stop = new AbortController();
  const stopping = stopped.driver.reset("restart", stop.signal);
  stop.abort();
  await stopping;
  assert.equal(stopped.clock.monotonic(), 0);
});

Deno.test("a boot code is reported, and a submission under way ends", async () => {
  using rig = await readyRig(withReplies(healthyScript, [["AT+CMGS=*"]]));
  const result = rig.driver.submit(helloPdu, {
    beforePdu: () => Promise.resolve(),
  });
  await settle();
  rig.player.say("RDY", "+CFUN: 1", "+CPIN: READY");
  assert.deepEqual(await result, {
    kind: "retry",
    fault: "modem",
    reason: "The modem restarted (RDY) before it was given the PDU",
  });
  assert.deepEqual(rig.events, [{ kind: "restarted", by: "RDY" }]);
});

Deno.test("SMS Ready is part of a start, but long after it speaks of a restart", async () => {
  using rig = await readyRig();
  rig.player.say("Call Ready", "SMS Ready");
  await rig.clock.advance(59_000);
  assert.deepEqual(rig.events, []);
  await rig.clock.advance(1_000);
  rig.player.say("Call Ready", "SMS Ready");
  await settle();
  assert.deepEqual(rig.events, [{ kind: "restarted", by: "Call Ready" }]);
});

Deno.test("trouble that a modem speaks of is told once an hour", async () => {
  using rig = await readyRig();
  const say = async (line: string) => {
    rig.player.say(line);
    await settle();
  };
  await say("UNDER-VOLTAGE WARNNING");
  await say("UNDER-VOLTAGE WARNNING");
  await say('^SMMEMFULL:"SM"');
  assert.deepEqual(rig.notices, [
    'The modem says "UNDER-VOLTAGE WARNNING"',
    'The modem says "^SMMEMFULL:"SM""',
  ]);
  await rig.clock.advance(3_600_000);
  await say("UNDER-VOLTAGE WARNNING");
  assert.equal(rig.notices.length, 3);
});

Deno.test("the loss of the port is reported once, and every call then ends at once", async () => {
  using rig = await readyRig();
  rig.far.unplug();
  await settle();
  assert.deepEqual(rig.events.map(({ kind }) => kind), ["lost"]);
  assert.equal((await rig.submit()).kind, "retry");
  const result = await rig.start();
  assert.ok(result.kind === "not-ready");
  assert.match(result.reason, /port was lost/);
});

Deno.test("close() ends a start, leaves no timer and reports nothing", async () => {
  const rig = new GsmRig(withReplies(healthyScript, [["AT+CSCA?"]]));
  const result = rig.driver.start(never);
  await settle();
  rig.driver.close();
  rig.driver.close();
  assert.equal((await result).kind, "not-ready");
  assert.equal(rig.clock.pending, 0);
  assert.deepEqual(rig.events, []);
});
