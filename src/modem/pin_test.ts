import assert from "node:assert/strict";
import {
  type AtScript,
  healthyScript,
  type PlayerOptions,
  withReplies,
} from "../../tests/support/at_script.ts";
import { GsmRig, RigMemory } from "../../tests/support/gsm_rig.ts";
import { Secret } from "../model/mod.ts";

type Replies = Parameters<typeof withReplies>[1];

const locked = ["AT+CPIN?", "+CPIN: SIM PIN", "OK"] as const;
const open = ["AT+CPIN?", "+CPIN: READY", "OK"] as const;
const enter = 'AT+CPIN="1234"';
const pin = new Secret("1234");
const wrong = [enter, "+CME ERROR: 16"] as const;
const right = [enter, "OK"] as const;
const threeTries = ["AT+CPINR", "+CPINR: SIM PIN,3,3", "OK"] as const;

function script(...replies: Replies): AtScript {
  return withReplies(withReplies(healthyScript, [threeTries]), replies);
}

/** A SIM that is locked until its PIN is right; locked again in each new script. */
const rightPin = script(locked, locked, open, right);
const wrongPin = script(locked, wrong);

async function run(
  play: AtScript,
  options: PlayerOptions & { pin?: Secret; memory?: RigMemory } = {},
) {
  using rig = new GsmRig(play, { pin, ...options });
  const result = await rig.start();
  return {
    kind: result.kind === "ready" ? "ready" : result.retry,
    reason: result.kind === "ready" ? "" : result.reason,
    attempts: rig.player.heard.filter((it) => it.startsWith("AT+CPIN=")).length,
    rig,
  };
}

Deno.test("start() unlocks the SIM, and asks twice before it does", async () => {
  const { kind, attempts, rig } = await run(rightPin);
  assert.deepEqual([kind, attempts], ["ready", 1]);
  const until = rig.player.heard.indexOf(enter);
  const asked = rig.player.heard.slice(0, until);
  assert.equal(asked.filter((it) => it === "AT+CPIN?").length, 2);
});

Deno.test("start() records the attempt on disk before it sends the PIN", async () => {
  const memory = new RigMemory();
  const recorded: boolean[] = [];
  using rig = new GsmRig(rightPin, {
    pin,
    memory,
    fault: (command) => {
      if (command === enter) recorded.push(memory.records.length === 1);
      return undefined;
    },
  });
  await rig.ready();
  assert.deepEqual(recorded, [true]);
  assert.match(memory.records[0] ?? "", /^iccid:89490200001234567890 /);
  assert.ok(memory.records.every((it) => !it.includes("1234 ")));
});

Deno.test("start() sends no PIN when its attempt cannot be recorded", async () => {
  class FullDisk extends RigMemory {
    override recordPinAttempt(): Promise<void> {
      return Promise.reject(new Error("Disk full"));
    }
  }
  const { kind, reason, attempts } = await run(rightPin, {
    memory: new FullDisk(),
  });
  assert.deepEqual([kind, attempts], ["later", 0]);
  assert.match(reason, /Disk full/);
});

Deno.test("start() tries a wrong PIN exactly once, across drivers and restarts of the program", async () => {
  const memory = new RigMemory();
  const first = await run(wrongPin, { memory });
  assert.deepEqual([first.kind, first.attempts], ["operator", 1]);
  assert.match(first.reason, /\+CME ERROR 16\), which is not tried again/);
  for (let i = 0; i < 3; i++) {
    const next = await run(wrongPin, { memory });
    assert.deepEqual([next.kind, next.attempts], ["operator", 0]);
    assert.match(next.reason, /tried on this SIM before/);
  }
});

Deno.test("start() enters a right PIN after every loss of power", async () => {
  const memory = new RigMemory();
  for (let i = 0; i < 3; i++) {
    const { kind, attempts } = await run(rightPin, { memory });
    assert.deepEqual([kind, attempts], ["ready", 1]);
  }
  // Then somebody changes it in a phone.
  const changed = await run(wrongPin, { memory });
  assert.deepEqual([changed.kind, changed.attempts], ["operator", 1]);
  const after = await run(wrongPin, { memory });
  assert.equal(after.attempts, 0);
});

Deno.test("start() tries another PIN, and the same PIN on another SIM", async () => {
  const memory = new RigMemory();
  await run(wrongPin, { memory });
  const other = await run(
    script(locked, locked, open, [
      'AT+CPIN="4321"',
      "OK",
    ]),
    { memory, pin: new Secret("4321") },
  );
  assert.equal(other.kind, "ready");
  const otherSim = script(locked, wrong, [
    "AT+CCID",
    "+CCID: 89490200009999999999",
    "OK",
  ]);
  assert.equal((await run(otherSim, { memory })).attempts, 1);
});

Deno.test("start() does not repeat a PIN that was not answered", async () => {
  const memory = new RigMemory();
  const silent = await run(script(locked, [enter]), { memory });
  assert.deepEqual([silent.kind, silent.attempts], ["operator", 1]);
  assert.match(silent.reason, /no answer/);
  const unplugged = await run(rightPin, {
    memory: new RigMemory(),
    fault: (command) => command === enter ? { kind: "unplug" } : undefined,
  });
  assert.deepEqual([unplugged.kind, unplugged.attempts], ["later", 1]);
});

Deno.test("start() goes on when an unanswered PIN has unlocked the SIM", async () => {
  const { kind } = await run(script(locked, locked, open, [enter]));
  assert.equal(kind, "ready");
});

Deno.test("start() enters a PIN only with two tries left, where the modem tells", async () => {
  const tries = (line: string) =>
    run(script(locked, locked, open, right, ["AT+CPINR", line, "OK"]));
  assert.equal((await tries("+CPINR: SIM PIN,2,3")).attempts, 1);
  const last = await tries("+CPINR: SIM PIN,1,3");
  assert.deepEqual([last.kind, last.attempts], ["operator", 0]);
  assert.match(last.reason, /tries left on the SIM: 1/);
  const untold = await run(script(locked, locked, open, right, [
    "AT+CPINR",
    "ERROR",
  ]));
  assert.equal(untold.attempts, 1);
});

Deno.test("start() asks for the remaining tries in the maker's way", async () => {
  const makers: readonly (readonly [string, string, string])[] = [
    ["huawei", "AT^CPIN?", "^CPIN: SIM PIN,1,10,1,10,3"],
    ["QUALCOMM ZTE", "AT+ZPINPUK=?", "+ZPINPUK: 1,10"],
    ["Telit", "AT#PCT", "#PCT: 1"],
    ["Cinterion", "AT^SPIC", "^SPIC: 1"],
    ["SIMCOM_Ltd", "AT+SPIC", "+SPIC: 1,10,3,10"],
    ["u-blox", "AT+UPINCNT", "+UPINCNT: 1,3,10,10"],
    ["Quectel", "AT+QPINC", '+QPINC: "SC",1,10'],
  ];
  for (const [maker, question, answer] of makers) {
    const { reason, attempts } = await run(script(
      ["AT+CGMI", maker, "OK"],
      [question, answer, "OK"],
      locked,
      right,
    ));
    assert.match(reason, /tries left on the SIM: 1/, maker);
    assert.equal(attempts, 0, maker);
  }
});

Deno.test("start() never enters anything but SIM PIN", async () => {
  const states: readonly (readonly [string, string, RegExp])[] = [
    ["+CPIN: SIM PUK", "operator", /PUK/],
    ["+CPIN: PH-NET PIN", "operator", /locked \(PH-NET PIN\)/],
    ["+CPIN: PH-SIM PIN", "operator", /locked/],
    ["+CPIN: SIM PIN2", "ready", /^$/],
    ["+CPIN: NOT INSERTED", "sim", /insert/],
    ['+CPIN: "READY"', "ready", /^$/],
    ["+CPIN:READY", "ready", /^$/],
  ];
  for (const [answer, kind, reason] of states) {
    const result = await run(script(["AT+CPIN?", answer, "OK"]));
    assert.deepEqual([result.kind, result.attempts], [kind, 0], answer);
    assert.match(result.reason, reason, answer);
  }
});

Deno.test("start() says what is missing: the PIN, its digits, the SIM", async () => {
  using none = new GsmRig(script(locked));
  const result = await none.start();
  assert.ok(result.kind === "not-ready" && result.retry === "operator");
  assert.equal(
    result.reason,
    "The SIM asks for its PIN: set the modem's pin",
  );
  const bad = await run(script(locked), { pin: new Secret('1"2') });
  assert.match(bad.reason, /4 to 8 digits/);
  const empty = await run(script(["AT+CPIN?", "+CME ERROR: 10"]));
  assert.deepEqual([empty.kind, empty.attempts], ["sim", 0]);
  assert.match(empty.reason, /No usable SIM \(\+CME ERROR 10\): insert one/);
});

Deno.test("start() waits for a busy SIM and believes a lock only when it lasts", async () => {
  const busy = ["AT+CPIN?", "+CME ERROR: 14"] as const;
  assert.equal((await run(script(busy, busy, open))).kind, "ready");
  const forEver = await run(script(busy));
  assert.equal(forEver.kind, "later");
  assert.equal(forEver.rig.clock.monotonic(), 60_000);
  const bogus = await run(script(locked, open));
  assert.deepEqual([bogus.kind, bogus.attempts], ["ready", 0]);
});

Deno.test("start() bears a +CPIN without its OK", async () => {
  assert.equal((await run(script(["AT+CPIN?", "+CPIN: READY"]))).kind, "ready");
});

Deno.test("start() counts attempts by IMEI when a locked SIM tells no number, and says so", async () => {
  const mute: Replies = [["AT+CCID", "ERROR"], ["AT+CIMI", "+CME ERROR: 11"]];
  const memory = new RigMemory();
  const first = await run(script(locked, wrong, ...mute), { memory });
  assert.equal(first.attempts, 1);
  assert.match(first.rig.notices.join(), /IMEI 490154203237518 instead/);
  const second = await run(script(locked, wrong, ...mute), { memory });
  assert.equal(second.attempts, 0);
  const nameless = await run(
    script(locked, wrong, ...mute, ["AT+CGSN", "ERROR"]),
  );
  assert.deepEqual([nameless.kind, nameless.attempts], ["operator", 0]);
});

Deno.test("start() never shows the PIN", async () => {
  for (const play of [wrongPin, script(locked, [enter])]) {
    const { reason, rig } = await run(play);
    assert.ok(!`${reason}${JSON.stringify(rig.events)}`.includes("1234"));
  }
});
