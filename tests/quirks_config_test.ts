import assert from "node:assert/strict";
import { quirkEntries } from "../src/config/modem_quirks.ts";
import { configNameOf, quirkSwitches } from "../src/modem/quirk_switches.ts";
import { plainQuirks, type Quirks } from "../src/modem/quirks.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { healthyScript, withReplies } from "./support/at_script.ts";
import { GsmRig } from "./support/gsm_rig.ts";
import { ManualClock } from "./support/manual_clock.ts";

Deno.test("every switch can be set in the config, and nothing else", () => {
  const switches = Object.keys(quirkSwitches);
  assert.deepEqual(switches, Object.keys(plainQuirks));
  assert.deepEqual(
    switches.map(configNameOf).sort(),
    Object.keys(quirkEntries).sort(),
  );
});

/** A rig whose modem is a Huawei E1752, as far as it says, and what else it answers. */
function huawei(
  quirks: Partial<Quirks>,
  replies: Parameters<typeof withReplies>[1] = [],
): GsmRig {
  const script = withReplies(healthyScript, [
    ["AT+CGMI", "huawei", "OK"],
    ["AT+CGMM", "E1752", "OK"],
    ...replies,
  ]);
  return new GsmRig(script, { quirks });
}

Deno.test("what the operator says wins over the table", async () => {
  using plain = huawei({});
  await plain.ready();
  assert.ok(!plain.player.heard.includes("AT+CMMS=2"));
  assert.ok(plain.player.heard.includes("AT^CURC=0"));
  using chosen = huawei({ linkHold: true, init: ["AT+CNMP=14"] });
  await chosen.ready();
  assert.ok(chosen.player.heard.includes("AT+CMMS=2"));
  assert.ok(chosen.player.heard.includes("AT+CNMP=14"));
  assert.ok(!chosen.player.heard.includes("AT^CURC=0"));
});

Deno.test("which rows are about a modem is told once an opening", async () => {
  using rig = huawei({});
  await rig.ready();
  await rig.ready();
  const told = rig.events.filter(({ kind }) => kind === "quirks");
  assert.equal(told.length, 1);
  assert.ok(told[0]?.kind === "quirks");
  assert.ok(told[0].names.includes("huawei-e1752"));
});

Deno.test("a modem that wants CR LF before each command is spoken to like that from the first word", async () => {
  using rig = new GsmRig(healthyScript, {
    lineEndFirst: true,
    quirks: { lineEndFirst: true },
  });
  await rig.ready();
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
});

Deno.test("the times of the CMGS dialogue can be chosen", async () => {
  using rig = new GsmRig(
    withReplies(healthyScript, [["PDU"]]),
    { quirks: { pduDelayMs: 500, answerTimeoutMs: 60_000 } },
  );
  await rig.ready();
  const began = rig.clock.monotonic();
  assert.deepEqual(await rig.submit(), {
    kind: "uncertain",
    reason: "No answer within 60 s after the PDU",
  });
  assert.equal(rig.clock.monotonic() - began, 60_500);
  using deaf = new GsmRig(
    withReplies(healthyScript, [["AT+CMGS=*"]]),
    { quirks: { promptTimeoutMs: 10_000 } },
  );
  await deaf.ready();
  assert.deepEqual(await deaf.submit(), {
    kind: "retry",
    fault: "modem",
    reason: "No prompt for the PDU within 10 s",
  });
});

Deno.test("an appliance hands a modem's quirks on to its driver", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [{ port: modem, quirks: { init: ["AT+XYZ=1"], link_hold: false } }],
  });
  await cellpost.usable();
  assert.ok(modem.commands.includes("AT+XYZ=1"));
  assert.ok(!modem.commands.includes("AT+CMMS=2"));
});
