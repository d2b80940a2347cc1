import assert from "node:assert/strict";
import {
  type AtScript,
  healthyScript,
  withReplies,
} from "../../tests/support/at_script.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";

// modem.md §1.6, vectors 18, 19 and a forwarded one made from the first.
const delivered = "0006D60B911326880736F4111011719551401110117195714000";
const trying =
  "07914356060013F1065A098136397339F7219011700463802190117004638030";
const forwarded = delivered.replace(/00$/, "01");
const failed = delivered.replace(/00$/, "46");

async function readyRig(script: AtScript = healthyScript): Promise<GsmRig> {
  const rig = new GsmRig(script);
  await rig.ready();
  return rig;
}

function reports(rig: GsmRig) {
  return rig.events.flatMap((it) => it.kind === "report" ? [it.report] : []);
}

Deno.test("a +CDS becomes a report", async () => {
  using rig = await readyRig();
  rig.player.say("+CDS: 25", delivered, "+CDS: 24", trying);
  await rig.clock.advance(5);
  const receivedAt = Date.UTC(2026, 10, 23, 8);
  assert.deepEqual(reports(rig), [{
    reference: 214,
    recipient: "+31628870634",
    outcome: "delivered",
    reason: "the phone received it",
    receivedAt,
  }, {
    reference: 90,
    recipient: "639337937",
    outcome: "trying",
    reason: "the network is still trying (status 48)",
    receivedAt,
  }]);
});

Deno.test("a report that only forwards leaves the message as it is; one that fails says why", async () => {
  using rig = await readyRig();
  rig.player.say("+CDS: 25", forwarded, "+CDS: ,25", failed);
  await rig.clock.advance(0);
  assert.deepEqual(
    reports(rig).map(({ outcome, reason }) => [outcome, reason]),
    [
      [
        "trying",
        "it was accepted by the next system, which does not confirm delivery",
      ],
      ["failed", "the validity period expired"],
    ],
  );
});

Deno.test("a report may come between the prompt and +CMGS", async () => {
  using rig = new GsmRig(healthyScript, {
    fault: (command) =>
      command.startsWith("PDU")
        ? {
          kind: "reply",
          lines: ["+CDS: 25", delivered, "+CMGS: 214", "OK"],
        }
        : undefined,
  });
  await rig.ready();
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 214 });
  assert.equal(reports(rig).length, 1);
});

Deno.test("a report is acknowledged where the modem wants that", async () => {
  const phase2 = withReplies(healthyScript, [
    ["AT+CSMS?", "+CSMS: 1,1,1,1", "OK"],
  ]);
  const simcom = withReplies(phase2, [["AT+CGMI", "SIMCOM_Ltd", "OK"]]);
  const cases: readonly (readonly [AtScript, boolean])[] = [
    [healthyScript, false],
    [phase2, true],
    [simcom, false],
  ];
  for (const [script, acknowledged] of cases) {
    using rig = await readyRig(script);
    rig.player.say("+CDS: 25", delivered);
    await rig.clock.advance(0);
    assert.equal(rig.player.heard.includes("AT+CNMA"), acknowledged);
    assert.equal(reports(rig).length, 1);
  }
});

Deno.test("a report that cannot be read is told of", async () => {
  using rig = await readyRig();
  rig.player.say("+CDS: 25", "00FF", "+CDS: 25", "nonsense");
  await rig.clock.advance(0);
  assert.deepEqual(rig.notices, [
    "A status report could not be read: 00FF",
    "A status report could not be read: its PDU is missing",
  ]);
});

const stored = [
  ['AT+CPMS="SM"', "+CPMS: 1,20,0,50,0,50", "OK"],
  ['AT+CPMS="SR"', "+CPMS: 1,20,0,50,0,50", "OK"],
  ["AT+CMGD=4", "OK"],
] as const;

Deno.test("a stored report is read, told, deleted, and the memory set back", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ...stored,
    ["AT+CMGR=4", "+CMGR: 0,,25", delivered, "OK"],
  ]));
  rig.player.say('+CDSI: "SR",4');
  await rig.clock.advance(0);
  assert.equal(reports(rig)[0]?.reference, 214);
  assert.deepEqual(rig.heardFrom('AT+CPMS="SR"'), [
    'AT+CPMS="SR"',
    "AT+CMGR=4",
    "AT+CMGD=4",
    'AT+CPMS="ME","ME","ME"',
  ]);
});

Deno.test("a report that is not where the modem says is looked for in SR, and nothing else is deleted", async () => {
  using quectel = await readyRig(withReplies(healthyScript, [
    ...stored,
    ["AT+CMGR=4", "+CMS ERROR: 321"],
    ["AT+CMGR=4", "+CMGR: ,,25", delivered, "OK"],
  ]));
  quectel.player.say('+CDSI: "SM",4');
  await quectel.clock.advance(0);
  assert.equal(reports(quectel).length, 1);
  using other = await readyRig(withReplies(healthyScript, [
    ...stored,
    ["AT+CMGR=4", "+CMGR: 0,,23", "07911326040000F0040B911346610089F6", "OK"],
  ]));
  other.player.say('+CDSI: "SM",4');
  await other.clock.advance(0);
  assert.deepEqual(reports(other), []);
  assert.ok(!other.player.heard.includes("AT+CMGD=4"));
});

Deno.test("announced reports are read one after the other, beside submissions", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ...stored,
    ["AT+CMGD=5", "OK"],
    ["AT+CMGR=4", "+CMGR: 0,,25", delivered, "OK"],
    ["AT+CMGR=5", "+CMGR: 0,,25", failed, "OK"],
  ]));
  rig.player.say('+CDSI: "SR",4', '+CDSI: "SR",5');
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
  await rig.clock.advance(0);
  assert.deepEqual(reports(rig).map(({ outcome }) => outcome), [
    "delivered",
    "failed",
  ]);
});
