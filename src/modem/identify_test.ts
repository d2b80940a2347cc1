import assert from "node:assert/strict";
import { healthyScript, withReplies } from "../../tests/support/at_script.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";

async function identityWith(replies: Parameters<typeof withReplies>[1]) {
  using rig = new GsmRig(withReplies(healthyScript, replies));
  return (await rig.ready()).identity;
}

Deno.test("start() reads the modem's names with and without prefixes and quotes", async () => {
  const { manufacturer, model, revision } = await identityWith([
    ["AT+CGMI", '+CGMI: "Acme, Inc."', "OK"],
    ["AT+CGMM", "  M1  ", "OK"],
    ["AT+CGMR", "Revision:1418B05", "OK"],
  ]);
  assert.deepEqual([manufacturer, model, revision], [
    "Acme, Inc.",
    "M1",
    "Revision:1418B05",
  ]);
});

Deno.test("start() finds the IMEI in every form", async () => {
  const answers = [
    "490154203237518",
    "490154203237518,02",
    "+CGSN: 490154203237518",
    '+CGSN: "490154203237518"',
  ];
  for (const answer of answers) {
    const { imei } = await identityWith([["AT+CGSN", answer, "OK"]]);
    assert.equal(imei, "490154203237518", answer);
  }
});

Deno.test("start() asks for the ICCID in the ways that modems know", async () => {
  const ways: readonly (readonly [string, string])[] = [
    ["AT+CCID", '+CCID: "89490200001234567890"'],
    ["AT+CCID", "89490200001234567890"],
    ["AT^ICCID?", "^ICCID: 89490200001234567890"],
    ["AT+QCCID", "+QCCID: 89490200001234567890"],
    ["AT+ICCID", "+ICCID: 8949020000123456789F"],
  ];
  for (const [question, answer] of ways) {
    using rig = new GsmRig(withReplies(
      withReplies(healthyScript, [["AT+CCID", "ERROR"]]),
      [[question, answer, "OK"]],
    ));
    const { identity: { iccid } } = await rig.ready();
    assert.match(iccid, /^8949020000123456789/, question);
  }
});

Deno.test("start() accepts a modem that says nothing of itself", async () => {
  const mute = ["CGMI", "CGMM", "CGMR", "CGSN", "CIMI", "CCID"];
  const identity = await identityWith(
    mute.map((name) => [`AT+${name}`, "ERROR"] as const),
  );
  assert.ok(Object.values(identity).every((it) => it === ""));
});
