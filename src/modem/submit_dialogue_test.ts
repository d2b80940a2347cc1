import assert from "node:assert/strict";
import {
  type Fault,
  healthyScript,
  withReplies,
} from "../../tests/support/at_script.ts";
import { GsmRig, helloPdu } from "../../tests/support/gsm_rig.ts";

const submitLine = `AT+CMGS=${helloPdu.length}`;
const pduLine = `PDU ${helloPdu.hex}`;

/** A started rig whose answers to the submission are those given, command by command. */
async function submitting(
  replies: Parameters<typeof withReplies>[1],
  script = healthyScript,
): Promise<GsmRig> {
  const rig = new GsmRig(withReplies(script, replies));
  await rig.ready();
  return rig;
}

function reply(...lines: readonly string[]): Fault {
  return { kind: "reply", lines };
}

Deno.test("submit() sends one PDU in two writes and nothing else", async () => {
  using rig = await submitting([]);
  const before = rig.player.heard.length;
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
  assert.deepEqual(rig.player.heard.slice(before), [
    submitLine,
    pduLine,
    submitLine,
    pduLine,
  ]);
});

Deno.test("submit() writes no PDU before beforePdu has resolved", async () => {
  using rig = await submitting([]);
  const seen: boolean[] = [];
  await rig.submit(() => {
    seen.push(rig.player.heard.includes(submitLine));
    seen.push(rig.player.heard.includes(pduLine));
    return Promise.resolve();
  });
  assert.deepEqual(seen, [true, false]);
});

Deno.test("submit() leaves the prompt when beforePdu rejects, and the message is not sent", async () => {
  using rig = await submitting([]);
  const result = await rig.submit(() => Promise.reject(new Error("Disk full")));
  assert.deepEqual(result, {
    kind: "retry",
    fault: "message",
    reason: "Disk full",
  });
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
  assert.equal(rig.player.heard.filter((it) => it === pduLine).length, 1);
});

Deno.test("submit() takes a time stamp after the reference", async () => {
  const line = '+CMGS: 255,"26/11/23,09:00:00+04"';
  using rig = await submitting([["PDU", line, "OK"]]);
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 255 });
});

Deno.test("submit() counts +CMGS without OK as sent, and OK without +CMGS as uncertain", async () => {
  using rig = await submitting([["PDU", "+CMGS: 8"], ["PDU", "OK"]]);
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 8 });
  assert.deepEqual(await rig.submit(), {
    kind: "uncertain",
    reason: "The modem said OK without +CMGS to the PDU",
  });
});

Deno.test("submit() is not misled by URCs at any place", async () => {
  using rig = new GsmRig(healthyScript, {
    chatter: ["^RSSI: 9", '+CMTI: "SM",3', "NO CARRIER", "+CREG: 1"],
  });
  await rig.ready();
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
});

Deno.test("submit() takes no line of a network's menu for the prompt", async () => {
  const menu = '+CUSD: 1,"Menu\r\n> 1: balance\r\n> 2: help",15';
  using never = await submitting([["AT+CMGS=*", menu]]);
  const result = await never.submit();
  assert.ok(result.kind === "retry");
  assert.equal(result.reason, "No prompt for the PDU within 30 s");
  assert.ok(!never.player.heard.includes(pduLine));
  using rig = await submitting([["AT+CMGS=*", menu, ">"]]);
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
});

Deno.test("submit() waits 30 s for the prompt; then nothing was sent", async () => {
  using rig = await submitting([["AT+CMGS=*"]]);
  const began = rig.clock.monotonic();
  assert.deepEqual(await rig.submit(), {
    kind: "retry",
    fault: "modem",
    reason: "No prompt for the PDU within 30 s",
  });
  assert.equal(rig.clock.monotonic() - began, 30_000);
  assert.ok(!rig.player.heard.includes(pduLine));
});

Deno.test("submit() waits 120 s after the PDU without a word; then it is uncertain", async () => {
  using rig = await submitting([["PDU"]]);
  const began = rig.clock.monotonic();
  assert.deepEqual(await rig.submit(), {
    kind: "uncertain",
    reason: "No answer within 120 s after the PDU",
  });
  assert.equal(rig.clock.monotonic() - began, 120_000);
  assert.equal(rig.player.heard.at(-1), pduLine);
});

Deno.test("submit() repeats to a busy SIM, up to ten times", async () => {
  const busy = ["AT+CMGS=*", "+CMS ERROR: 314"] as const;
  using soon = await submitting([busy, busy, ["AT+CMGS=*", ">"]]);
  assert.deepEqual(await soon.submit(), { kind: "sent", reference: 17 });
  using never = await submitting([busy]);
  const began = never.clock.monotonic();
  assert.deepEqual(await never.submit(), {
    kind: "retry",
    fault: "modem",
    reason: "+CMS ERROR 314 (SIM busy)",
  });
  const tries = never.player.heard.filter((it) => it === submitLine).length;
  assert.equal(tries, 10);
  const waitedMs = never.clock.monotonic() - began;
  assert.ok(waitedMs >= 9 * 2_000 && waitedMs <= 9 * 5_000, `${waitedMs} ms`);
});

Deno.test("submit() stops waiting for a busy SIM when the driver is closed", async () => {
  const rig = await submitting([["AT+CMGS=*", "+CMS ERROR: 314"]]);
  const result = rig.submit();
  rig.driver.close();
  assert.equal((await result).kind, "retry");
  assert.equal(rig.clock.pending, 0);
});

Deno.test("submit() sets PDU mode again after 304, once", async () => {
  const bad = ["PDU", "+CMS ERROR: 304"] as const;
  using cured = await submitting([bad, ["PDU", "+CMGS: 1", "OK"]]);
  assert.deepEqual(await cured.submit(), { kind: "sent", reference: 1 });
  assert.deepEqual(cured.heardFrom(submitLine), [
    submitLine,
    pduLine,
    "AT+CMGF=0",
    submitLine,
    pduLine,
  ]);
  using sick = await submitting([bad]);
  assert.deepEqual(await sick.submit(), {
    kind: "retry",
    fault: "message",
    reason: "+CMS ERROR 304 (invalid PDU mode parameter)",
    triesLeft: 1,
  });
});

Deno.test("submit() blames the message for a passing trouble, and the modem for three in a row", async () => {
  const bad = ["PDU", "+CMS ERROR: 500"] as const;
  const good = ["PDU", "+CMGS: 1", "OK"] as const;
  using rig = await submitting([bad, bad, good, bad, bad, bad, bad]);
  const faults: string[] = [];
  for (let i = 0; i < 7; i++) {
    const result = await rig.submit();
    faults.push(result.kind === "retry" ? result.fault : result.kind);
  }
  assert.deepEqual(faults, [
    "message",
    "message",
    "sent",
    "message",
    "message",
    "modem",
    "modem",
  ]);
});

Deno.test("submit() rejects what can never be sent", async () => {
  using rig = await submitting([["PDU", "+CMS ERROR: 28"]]);
  assert.deepEqual(await rig.submit(), {
    kind: "rejected",
    reason: "+CMS ERROR 28 (unidentified subscriber)",
  });
});

Deno.test("submit() reads vendor codes as the modem's maker means them", async () => {
  const quectel = withReplies(healthyScript, [["AT+CGMI", "Quectel", "OK"]]);
  using rig = await submitting([["PDU", "+CMS ERROR: 513"]], quectel);
  assert.equal((await rig.submit()).kind, "rejected");
  using other = await submitting([["PDU", "+CMS ERROR: 513"]]);
  assert.equal((await other.submit()).kind, "retry");
});

const steps: readonly (readonly [name: string, line: string])[] = [
  ["AT+CMGS", submitLine],
  ["the PDU", pduLine],
];

for (const [name, line] of steps) {
  const after = line === pduLine;

  Deno.test(`submit() survives an error, noise, a restart and the cable at ${name}`, async () => {
    const faults: readonly (readonly [fault: Fault, kind: string])[] = [
      [reply("ERROR"), "retry"],
      [reply("+CMS ERROR: 38"), "retry"],
      [reply("+CME ERROR: SIM failure"), "retry"],
      [{ kind: "noise" }, after ? "uncertain" : "retry"],
      [{ kind: "reboot", code: "RDY" }, after ? "uncertain" : "retry"],
      [{ kind: "reboot", code: "^SYSSTART" }, after ? "uncertain" : "retry"],
      [{ kind: "unplug" }, after ? "uncertain" : "retry"],
    ];
    for (const [fault, kind] of faults) {
      using rig = new GsmRig(healthyScript, {
        fault: (command) => command === line ? fault : undefined,
      });
      await rig.ready();
      const result = await rig.submit();
      assert.equal(result.kind, kind, JSON.stringify(fault));
      assert.notEqual("reason" in result && result.reason, "");
    }
  });
}

Deno.test("submit() calls a PDU uncertain that was unanswered at close()", async () => {
  const rig = await submitting([["PDU"]]);
  const result = rig.driver.submit(helloPdu, {
    beforePdu: () => Promise.resolve(),
  });
  await rig.clock.advance(1_000);
  rig.driver.close();
  assert.deepEqual(await result, {
    kind: "uncertain",
    reason: "The port was lost (Closed) after the PDU was written",
  });
  assert.equal(rig.clock.pending, 0);
});
