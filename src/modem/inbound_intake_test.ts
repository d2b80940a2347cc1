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

// modem.md §1.6, vector 12.
const sms =
  "07911326040000F0040B911346610089F60000208062917314480CC8F71D14969741F977FD07";

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
    sentAt: Date.UTC(2011, 0, 11, 16, 59, 15),
    receivedAt,
  }, {
    reference: 90,
    recipient: "639337937",
    outcome: "trying",
    reason: "the network is still trying (status 48)",
    sentAt: Date.UTC(2012, 8, 11, 5, 40, 36),
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

Deno.test("a report that cannot be read is handed on as it is; one without its PDU is told of", async () => {
  using rig = await readyRig();
  rig.player.say("+CDS: 25", "00FF", "+CDS: 25", "nonsense");
  await rig.clock.advance(0);
  assert.deepEqual(
    rig.received.map((it) => it.kind === "unreadable" && it.pdu),
    ["00FF"],
  );
  assert.deepEqual(rig.notices, [
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

Deno.test("a report that is not where the modem says is looked for in SR, and nothing else is taken for one", async () => {
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
    ["AT+CMGR=4", "+CMGR: 0,,23", sms, "OK"],
  ]));
  other.player.say('+CDSI: "SM",4');
  await other.clock.advance(0);
  assert.deepEqual(
    other.received.map(({ kind }) => kind),
    ["segment"],
    "found by the sweep that follows, as what it is",
  );
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

// ── SMS ────────────────────────────────────────────────────────────────────

const submitted = "0001000B917228001011F100000CC8329BFD065DDF72363904";

function pdus(rig: GsmRig): readonly string[] {
  return rig.received.flatMap((it) => it.kind === "report" ? [] : [it.pdu]);
}

Deno.test("an announced SMS is read where the modem says, also in place 0, and deleted when it is stored", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CMGR=0", "+CMGR: 0,,25", sms, "OK"],
    ["AT+CMGD=0", "OK"],
  ]));
  const { promise, resolve } = Promise.withResolvers<void>();
  rig.store = () => promise;
  rig.player.say('+CMTI: "ME",0');
  await rig.clock.advance(0);
  assert.equal(rig.player.heard.at(-1), "AT+CMGR=0", "it is not stored yet");
  resolve();
  await rig.clock.advance(0);
  assert.deepEqual(rig.heardFrom("AT+CMGR=0"), ["AT+CMGR=0", "AT+CMGD=0"]);
  assert.deepEqual(pdus(rig), [sms]);
});

Deno.test("an SMS is read in the memory that is announced, or else in the one that is set", async () => {
  using other = await readyRig(withReplies(healthyScript, [
    ['AT+CPMS="SM"', "+CPMS: 1,20,0,50,0,50", "OK"],
    ["AT+CMGR=3", "+CMGR: 0,,25", sms, "OK"],
    ["AT+CMGD=3", "OK"],
  ]));
  other.player.say('+CMTI: "SM",3');
  await other.clock.advance(0);
  assert.deepEqual(other.heardFrom('AT+CPMS="SM"'), [
    'AT+CPMS="SM"',
    "AT+CMGR=3",
    "AT+CMGD=3",
    'AT+CPMS="ME","ME","ME"',
  ]);
  using liar = await readyRig(withReplies(healthyScript, [
    ["AT+CMGR=3", "+CMGR: 0,,25", sms, "OK"],
    ["AT+CMGD=3", "OK"],
  ]));
  liar.player.say('+CMTI: "SM",3');
  await liar.clock.advance(0);
  assert.deepEqual(pdus(liar), [sms]);
});

Deno.test("an announcement that cannot be read has the memory looked through", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CPMS?", '+CPMS: "ME",1,50,"ME",1,50,"ME",1,50', "OK"],
    ["AT+CMGL=4", "+CMGL: 0,0,,24", sms, "OK"],
    ["AT+CMGD=0", "OK"],
  ]));
  rig.player.say("+CMTI: ,-1");
  await rig.clock.advance(0);
  assert.deepEqual(pdus(rig), [sms]);
  assert.ok(rig.player.heard.includes("AT+CMGD=0"));
});

Deno.test("a modem that fell back to text mode is set to PDU mode, and the list asked for again", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CPMS?", '+CPMS: "ME",1,50,"ME",1,50,"ME",1,50', "OK"],
    ["AT+CMGL=4", '+CMGL: 4,"REC UNREAD","+49",,""', "Hello", "OK"],
    ["AT+CMGL=4", "+CMGL: 4,0,,25", sms, "OK"],
    ["AT+CMGD=4", "OK"],
  ]));
  await rig.collect();
  assert.deepEqual(pdus(rig), [sms]);
  assert.deepEqual(rig.heardFrom("AT+CMGL=4").slice(0, 3), [
    "AT+CMGL=4",
    "AT+CMGF=0",
    "AT+CMGL=4",
  ]);
  using refuses = await readyRig(withReplies(healthyScript, [
    ["AT+CPMS?", '+CPMS: "ME",1,50,"ME",1,50,"ME",1,50', "OK"],
    ["AT+CMGL=4", "+CMS ERROR: 305"],
    ["AT+CMGL=4", "+CMGL: 4,0,,25", sms, "OK"],
    ["AT+CMGD=4", "OK"],
  ]));
  await refuses.collect();
  assert.deepEqual(pdus(refuses), [sms]);
});

Deno.test("a modem that stays in text mode keeps its SMS, and that is told", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CPMS?", '+CPMS: "ME",1,50,"ME",1,50,"ME",1,50', "OK"],
    ["AT+CMGL=4", '+CMGL: 4,"REC UNREAD","+49",,""', "Hello", "OK"],
    ["AT+CMGR=4", '+CMGR: "REC READ","+49",,""', "Hello", "OK"],
  ]));
  await rig.collect();
  assert.deepEqual(rig.received, []);
  assert.ok(!rig.player.heard.some((it) => it.startsWith("AT+CMGD")));
  assert.match(rig.notices.join(), /text mode/);
});

Deno.test("reports, drafts and what cannot be read are told apart in one list", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CPMS?", "+CPMS: 5,50", "OK"],
    [
      "AT+CMGL=4",
      ...["+CMGL: 1,1,,25", delivered, "+CMGL: 2,3,,24", submitted],
      ...["+CMGL: 3,,,24", submitted, "+CMGL: 4,1,,9", "00FF"],
      ...["+CMGL: 5,1,,25", "+CMGL: 6,0,,99", sms, "OK"],
    ],
    ["AT+CMGD=1", "OK"],
    ["AT+CMGD=4", "OK"],
    ["AT+CMGD=6", "OK"],
  ]));
  await rig.collect();
  assert.deepEqual(rig.received.map(({ kind }) => kind), [
    "report",
    "unreadable",
    "segment",
  ]);
  assert.deepEqual(
    rig.player.heard.filter((it) => it.startsWith("AT+CMGD")),
    ["AT+CMGD=1", "AT+CMGD=4", "AT+CMGD=6"],
  );
});

Deno.test("a modem that does not list is read place by place", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CPMS?", "+CPMS: 2,3", "OK"],
    ["AT+CMGL=4", "ERROR"],
    ["AT+CMGR=0", "+CMS ERROR: 321"],
    ["AT+CMGR=1", "+CMGR: 0,,0", "OK"],
    ["AT+CMGR=2", "+CMGR: 1,,25", sms, "OK"],
    ["AT+CMGR=3", "+CMGR: 1,,25", delivered, "OK"],
    ["AT+CMGD=2", "OK"],
    ["AT+CMGD=3", "OK"],
  ]));
  await rig.collect();
  assert.deepEqual(rig.received.map(({ kind }) => kind), ["segment", "report"]);
});

Deno.test("the other memories are looked into at the start, and the usual one is set again", async () => {
  using rig = await readyRig(withReplies(healthyScript, [
    ["AT+CPMS=?", '+CPMS: ("ME","SM","SR"),("ME","SM"),("ME","SM")', "OK"],
    ["AT+CPMS?", '+CPMS: "ME",0,50,"ME",0,50,"ME",0,50', "OK"],
    ['AT+CPMS="SM"', "+CPMS: 1,20,0,50,0,50", "OK"],
    ['AT+CPMS="SR"', "+CPMS: 0,20,0,50,0,50", "OK"],
    ["AT+CMGL=4", "OK"],
    ["AT+CMGL=4", "+CMGL: 4,0,,25", sms, "OK"],
    ["AT+CMGL=4", "OK"],
    ["AT+CMGD=4", "OK"],
  ]));
  await rig.collect();
  assert.deepEqual(pdus(rig), [sms]);
  assert.deepEqual(rig.heardFrom("AT+CPMS?"), [
    ...["AT+CPMS?", "AT+CMGL=4"],
    ...['AT+CPMS="SM"', "AT+CMGL=4", "AT+CMGD=4", 'AT+CPMS="ME","ME","ME"'],
    ...['AT+CPMS="SR"', "AT+CMGL=4", 'AT+CPMS="ME","ME","ME"'],
  ]);
  await rig.collect();
  assert.equal(rig.player.heard.at(-1), "AT+CPMS?");
});

Deno.test("an SMS that is handed over is stored, then acknowledged where the modem wants that", async () => {
  const phase2 = withReplies(healthyScript, [
    ["AT+CSMS?", "+CSMS: 1,1,1,1", "OK"],
  ]);
  using rig = await readyRig(phase2);
  rig.store = () => Promise.reject(new Error("Disk full"));
  rig.player.say("+CMT: ,24", sms);
  await rig.clock.advance(0);
  assert.ok(!rig.player.heard.includes("AT+CNMA"));
  rig.store = () => Promise.resolve();
  await rig.collect(false);
  assert.deepEqual(pdus(rig), [sms], "kept meanwhile: the modem has no copy");
  assert.ok(rig.player.heard.includes("AT+CNMA"));
  using plain = await readyRig();
  plain.player.say("+CMT: ,24", sms);
  await plain.clock.advance(0);
  assert.deepEqual(pdus(plain), [sms]);
  assert.ok(!plain.player.heard.includes("AT+CNMA"));
});

Deno.test("a modem that may have forgotten AT+CNMI is told again", async () => {
  const phase2 = withReplies(healthyScript, [
    ["AT+CSMS?", "+CSMS: 1,1,1,1", "OK"],
    ["AT+CPMS?", "+CPMS: 0,50", "OK"],
    ["AT+CMGL=4", "OK"],
  ]);
  const cases = [["OK", 1], ["+CMS ERROR: 340", 1], ["ERROR", 2]] as const;
  for (const [answer, times] of cases) {
    using rig = await readyRig(
      withReplies(phase2, [["AT+CNMA", answer]]),
    );
    rig.player.say("+CDS: 25", delivered);
    await rig.clock.advance(0);
    await rig.collect();
    const told = rig.player.heard
      .filter((it) => it === "AT+CNMI=2,1,0,1,0");
    assert.equal(told.length, times, answer);
  }
});

Deno.test("cell broadcasts are nobody's", async () => {
  using rig = await readyRig();
  rig.player.say("+CBM: 88", "00".repeat(88));
  await rig.clock.advance(0);
  assert.deepEqual(rig.received, []);
});
