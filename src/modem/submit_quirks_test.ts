import assert from "node:assert/strict";
import {
  healthyScript,
  type PlayerOptions,
  withReplies,
} from "../../tests/support/at_script.ts";
import { byClock } from "../../tests/support/by_clock.ts";
import { GsmRig, helloPdu } from "../../tests/support/gsm_rig.ts";
import type { Quirks } from "./quirks.ts";

async function ready(
  quirks: Partial<Quirks>,
  options: PlayerOptions & { readonly script?: typeof healthyScript } = {},
): Promise<GsmRig> {
  const { script = healthyScript, ...behaviour } = options;
  const rig = new GsmRig(script, { ...behaviour, quirks });
  await rig.ready();
  return rig;
}

Deno.test("submit() tells nobody of a PDU when the modem gives up before it", async () => {
  using rig = await ready({ pduDelayMs: 5_000 });
  let told = false;
  const result = rig.submit(() => {
    told = true;
    return Promise.resolve();
  }, { prompting: () => assert.fail("its PDU is not near") });
  await rig.clock.advance(1_000);
  rig.player.say("+CMS ERROR: 38");
  assert.equal((await result).kind, "retry");
  await rig.clock.advance(10_000);
  assert.equal(told, false);
  assert.ok(!rig.player.heard.some((it) => it.startsWith("PDU")));
});

Deno.test("submit() gives up a wait before the PDU when the driver is closed", async () => {
  const rig = await ready({ pduDelayMs: 5_000 });
  const result = rig.driver.submit(helloPdu, {
    beforePdu: () => Promise.reject(new Error("Told of a PDU")),
  });
  await rig.clock.advance(1_000);
  rig.driver.close();
  const ended = await result;
  assert.ok(ended.kind === "retry");
  assert.match(ended.reason, /Closed/);
  await rig.clock.advance(10_000);
  assert.equal(rig.clock.pending, 0);
});

Deno.test("submit() calls a modem that sleeps up to three times, and sends all the same", async () => {
  using sleepy = await ready({ wakeUp: true }, { sleepMs: 20_000 });
  await sleepy.clock.advance(60_000);
  const before = sleepy.player.heard.length;
  assert.equal((await sleepy.submit()).kind, "sent");
  assert.deepEqual(sleepy.player.heard.slice(before, before + 2), [
    "AT",
    `AT+CMGS=${helloPdu.length}`,
  ]);
  using deaf = await ready({ wakeUp: true });
  deaf.far.unplug();
  assert.equal((await deaf.submit()).kind, "retry");
});

Deno.test("reset() restarts a modem whose radio must not be switched off, and puts settings back where that helps", async () => {
  const { signal } = new AbortController();
  using radio = await ready({ radioCycle: false });
  await radio.driver.reset("radio-cycle", signal);
  assert.equal(radio.player.heard.at(-1), "AT+CFUN=1,1");
  using profile = await ready(
    { resetProfile: "ATZ" },
    { script: withReplies(healthyScript, [["ATZ", "OK"]]) },
  );
  await profile.driver.reset("reinitialise", signal);
  assert.equal(profile.player.heard.at(-1), "ATZ");
});

Deno.test("reset() calls a modem that sleeps, so that it does not miss its restart", async () => {
  const { signal } = new AbortController();
  using rig = await ready({ wakeUp: true }, { sleepMs: 20_000 });
  for (const rung of ["restart", "radio-cycle"] as const) {
    await rig.clock.advance(60_000);
    const before = rig.player.heard.length;
    await byClock(rig.clock, rig.driver.reset(rung, signal));
    const heard = rig.player.heard.slice(before);
    assert.equal(heard[0], "AT");
    assert.equal(heard[1], rung === "restart" ? "AT+CFUN=1,1" : "AT+CFUN=4");
  }
});
