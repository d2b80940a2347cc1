import assert from "node:assert/strict";
import { healthyScript, withReplies } from "../../tests/support/at_script.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";
import { Secret } from "../model/mod.ts";
import type { Wanted } from "./port_name.ts";

const pin = new Secret("1234");
const locked = withReplies(healthyScript, [
  ["AT+CGSN", "356938035643809", "OK"],
  ["AT+CCID", "+CCID: 89490200001234567890", "OK"],
  ["AT+CPIN?", "+CPIN: SIM PIN", "OK"],
]);

async function startWith(wanted: Wanted, script = locked) {
  using rig = new GsmRig(script, { pin, wanted });
  const result = await rig.start();
  return {
    result,
    lost: rig.events.some(({ kind }) => kind === "lost"),
    heard: rig.player.heard.filter((it) => /CPIN|CMGS|CMGF|CFUN/.test(it)),
  };
}

Deno.test("a modem with another IMEI is given up before anything is asked of its SIM", async () => {
  const wanted = { kind: "imei", digits: "356938035643817" } as const;
  const { result, lost, heard } = await startWith(wanted);
  assert.ok(result.kind === "not-ready" && result.retry === "later");
  assert.match(
    result.reason,
    /leads to the modem with IMEI 356938035643809 by now, not to the modem with IMEI 356938035643817$/,
  );
  assert.equal(lost, true);
  assert.deepEqual(heard, []);
});

Deno.test("a modem with another SIM is given up before the PIN", async () => {
  const wanted = { kind: "iccid", digits: "89490200009999999990" } as const;
  const { result, lost, heard } = await startWith(wanted);
  assert.ok(result.kind === "not-ready");
  assert.match(result.reason, /leads to the modem with ICCID 8949020000123/);
  assert.equal(lost, true);
  assert.deepEqual(heard.filter((it) => /CPIN|CM/.test(it)), []);
});

Deno.test("a modem that does not tell its number gets neither PIN nor SMS", async () => {
  const mute = withReplies(locked, [
    ["AT+CGSN", "ERROR"],
    ...["AT+CCID", "AT^ICCID?", "AT+QCCID", "AT+ICCID"].map((text) =>
      [text, "ERROR"] as const
    ),
  ]);
  for (const kind of ["imei", "iccid"] as const) {
    const wanted = { kind, digits: "35693803564380900000" };
    const { result, lost, heard } = await startWith(wanted, mute);
    assert.ok(result.kind === "not-ready");
    assert.match(result.reason, /does not tell its (IMEI|ICCID)/);
    assert.equal(lost, false);
    assert.deepEqual(heard.filter((it) => /CPIN|CM/.test(it)), []);
  }
});

Deno.test("the right modem is set up", async () => {
  const ready = withReplies(locked, [["AT+CPIN?", "+CPIN: READY", "OK"]]);
  const wanted = [
    { kind: "imei", digits: "356938035643809" },
    { kind: "iccid", digits: "89490200001234567890" },
  ] as const;
  for (const one of wanted) {
    assert.equal((await startWith(one, ready)).result.kind, "ready");
  }
});
