import assert from "node:assert/strict";
import {
  type Fault,
  healthyScript,
  type PlayerOptions,
  withReplies,
} from "../../tests/support/at_script.ts";
import { byClock } from "../../tests/support/by_clock.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";
import type { StartResult } from "./driver.ts";

type Replies = Parameters<typeof withReplies>[1];

function rigWith(replies: Replies, options: PlayerOptions = {}): GsmRig {
  return new GsmRig(withReplies(healthyScript, replies), options);
}

function reasonOf(result: StartResult): string {
  return result.kind === "not-ready" ? result.reason : result.kind;
}

async function reasonWith(replies: Replies): Promise<string> {
  using rig = rigWith(replies);
  return reasonOf(await rig.start());
}

Deno.test("start() sets a healthy modem up without waiting for anything but answers", async () => {
  using rig = new GsmRig();
  assert.deepEqual(await rig.start(), {
    kind: "ready",
    identity: {
      manufacturer: "Acme",
      model: "M1",
      revision: "1.0.4",
      imei: "490154203237518",
      iccid: "89490200001234567890",
      imsi: "262011234567890",
    },
    network: {
      operator: "Acme Mobile",
      registration: "home",
      signalDbm: -77,
    },
  });
  assert.equal(rig.clock.monotonic(), 0);
  assert.deepEqual(rig.events, []);
  assert.deepEqual(rig.player.heard, [
    ...["AT", "ATE0", "ATV1", "ATQ0", "AT+CMEE=1"],
    ...["AT+CGMI", "AT+CGMM", "AT+CGMR", "AT+CGSN"],
    ...["AT+CFUN?", "AT+CPIN?", "AT+CMGF=0", "AT+CIMI", "AT+CCID"],
    ...["AT+CREG?", "AT+CSQ", "AT+COPS?", "AT+CSCA?"],
    ...["AT+CPMS=?", 'AT+CPMS="ME","ME","ME"'],
    ...["AT+CSMS?", "AT+CNMI=?", "AT+CNMI=2,1,0,1,0", "AT+CMMS=2"],
  ]);
});

Deno.test("start() gives the same result whatever the framing, echo, chunks and chatter", async () => {
  using plain = new GsmRig();
  const expected = await plain.start();
  const ways: readonly PlayerOptions[] = [
    { echo: true },
    { byteByByte: true },
    { echo: true, byteByByte: true, frame: ["\r\r\n", "\r\r\n"] },
    { frame: ["", "\n"] },
    { chatter: ["^RSSI: 9", '+CMTI: "SM",3', "+CREG: 5", "+ZUSIMR:2"] },
    { chatter: ["^BOOT:20952548,0,0,0,72"], echo: true, byteByByte: true },
  ];
  for (const way of ways) {
    using rig = new GsmRig(healthyScript, way);
    assert.deepEqual(await rig.start(), expected, JSON.stringify(way));
  }
});

Deno.test("start() leaves a prompt that another process left open", async () => {
  using rig = new GsmRig();
  // The far end still waits for a PDU, so ESC is answered by an OK of its own, which precedes that of AT.
  rig.player.leaveAtPrompt();
  const { identity } = await rig.ready();
  assert.equal(identity.manufacturer, "Acme");
  assert.equal(identity.imei, "490154203237518");
  assert.equal(rig.player.heard[0], "ESC");
});

Deno.test("start() wakes a modem that misses the first calls, and one that answers by numbers", async () => {
  const silent = { kind: "silence" } as const;
  using sleepy = new GsmRig(healthyScript, {
    fault: (_, index) => index < 4 ? silent : undefined,
  });
  await sleepy.ready();
  // Four calls, and the silence in which they may be answered after all.
  assert.equal(sleepy.clock.monotonic(), 4_500);
  let verbose = false;
  using numeric = new GsmRig(healthyScript, {
    fault: (command) => {
      verbose ||= command === "ATQ0V1E0";
      return verbose ? undefined : { kind: "reply", lines: ["0"] };
    },
  });
  await numeric.ready();
});

Deno.test("start() says what is wrong with a port without a modem", async () => {
  using silent = rigWith([], { fault: () => ({ kind: "silence" }) });
  assert.equal(
    reasonOf(await silent.start()),
    'No answer to AT on port "memory:near": check power, port and baud; a modem with several ports answers on one of them only',
  );
  assert.equal(silent.clock.monotonic(), 10_000);
  using echoing = rigWith([], {
    echo: true,
    fault: () => ({ kind: "silence" }),
  });
  assert.match(reasonOf(await echoing.start()), /only echoes/);
  using noisy = rigWith([], { fault: () => ({ kind: "noise" }) });
  assert.match(reasonOf(await noisy.start()), /noise .*check baud/);
});

Deno.test("start() switches the radio on", async () => {
  using rig = rigWith([["AT+CFUN?", "+CFUN: 4", "OK"]]);
  await rig.ready();
  assert.ok(rig.player.heard.includes("AT+CFUN=1"));
  const off = await reasonWith([
    ["AT+CFUN?", "+CFUN: 0", "OK"],
    ["AT+CFUN=1", "ERROR"],
  ]);
  assert.match(off, /radio is off \(CFUN 0\)/);
});

Deno.test("start() waits for the SMS part of a modem that has just booted", async () => {
  const refused = ["AT+CMGF=0", "ERROR"] as const;
  using slow = rigWith([refused, refused, refused, ["AT+CMGF=0", "OK"]]);
  await slow.ready();
  assert.equal(slow.clock.monotonic(), 3_000);
  assert.match(await reasonWith([refused]), /refuses PDU mode/);
});

Deno.test("start() waits for the network while the modem searches", async () => {
  const searching = ["AT+CREG?", "+CREG: 0,2", "OK"] as const;
  const none = ["AT+CEREG?", "ERROR"] as const;
  using soon = rigWith([none, searching, searching, [
    "AT+CREG?",
    "+CREG: 0,5",
    "OK",
  ]]);
  const { network } = await soon.ready();
  assert.equal(network.registration, "roaming");
  assert.equal(soon.clock.monotonic(), 2_000);
});

Deno.test("start() leaves a longer search to the fleet, with what it knows", async () => {
  using searching = rigWith([["AT+CEREG?", "ERROR"], [
    "AT+CREG?",
    "+CREG: 0,2",
    "OK",
  ]]);
  const { network, identity } = await searching.ready();
  assert.equal(network.registration, "searching");
  assert.equal(identity.model, "M1");
  assert.equal(searching.clock.monotonic(), 20_000);
  using denied = rigWith([
    ["AT+CREG?", "+CREG: 0,3", "OK"],
    ["AT+CEREG?", "+CEREG: 0,3", "OK"],
  ]);
  assert.equal((await denied.ready()).network.registration, "denied");
});

Deno.test("start() accepts a modem that is registered for data only, and says so", async () => {
  using rig = rigWith([["AT+CREG?", "+CREG: 0,0", "OK"]]);
  assert.equal((await rig.ready()).network.registration, "home");
  assert.match(rig.notices.join(), /data only/);
});

Deno.test("start() gives a modem without registration queries the benefit of the doubt", async () => {
  using rig = rigWith([["AT+CREG?", "ERROR"], ["AT+CEREG?", "ERROR"]]);
  assert.equal((await rig.ready()).network.registration, "unknown");
});

Deno.test("start() sets the modem up again when it restarts meanwhile, up to a limit", async () => {
  let boots = 1;
  const reboot = (command: string): Fault | undefined =>
    command === "AT+CSCA?" && boots-- > 0
      ? { kind: "reboot", code: "RDY" }
      : undefined;
  using once = new GsmRig(healthyScript, { fault: reboot });
  await once.ready();
  assert.equal(once.player.heard.filter((it) => it === "AT+CGMI").length, 2);
  assert.deepEqual(once.events, []);
  boots = 99;
  using always = new GsmRig(healthyScript, { fault: reboot });
  assert.match(reasonOf(await always.start()), /restarted \(RDY\).*power/);
});

Deno.test("start() ends at once when it is aborted, in a command and in a wait", async () => {
  const silentSmsc = rigWith([["AT+CSCA?"]]);
  const searching = rigWith([
    ["AT+CREG?", "+CREG: 0,2", "OK"],
    ["AT+CEREG?", "ERROR"],
  ]);
  for (const rig of [silentSmsc, searching]) {
    const stop = new AbortController();
    const result = rig.driver.start(stop.signal);
    await rig.clock.advance(100);
    stop.abort();
    assert.equal((await result).kind, "not-ready");
    assert.equal(rig.clock.monotonic(), 100);
    rig.driver.close();
  }
});

Deno.test("start() may be run again", async () => {
  using rig = new GsmRig();
  const first = await rig.ready();
  assert.deepEqual(await rig.ready(), first);
});

// Every command of the sequence with every fault: an end, a reason that says something, and no time without limit.
const faults: readonly Fault[] = [
  { kind: "reply", lines: ["ERROR"] },
  { kind: "reply", lines: ["+CMS ERROR: 500"] },
  { kind: "reply", lines: ["+CME ERROR: 100"] },
  { kind: "reply", lines: ["OK"] },
  { kind: "reply", lines: ["+XYZ: ???", "OK"] },
  { kind: "silence" },
  { kind: "noise" },
  { kind: "reboot", code: "RDY" },
  { kind: "unplug" },
];

for (const fault of faults) {
  Deno.test(`start() ends well or with a reason under ${JSON.stringify(fault)} at every step`, async () => {
    using healthy = new GsmRig();
    await healthy.ready();
    for (const step of new Set(healthy.player.heard)) {
      using rig = new GsmRig(healthyScript, {
        fault: (command) => command === step ? fault : undefined,
      });
      const result = await byClock(
        rig.clock,
        rig.driver.start(new AbortController().signal),
        400_000,
      );
      const reason = reasonOf(result);
      assert.ok(reason === "ready" || reason.length > 20, `${step}: ${reason}`);
      if (fault.kind === "unplug") {
        assert.match(reason, /port was lost/, step);
        assert.deepEqual(rig.events.map(({ kind }) => kind), ["lost"]);
      }
    }
  });
}
