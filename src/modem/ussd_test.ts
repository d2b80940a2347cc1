import assert from "node:assert/strict";
import { byClock } from "../../tests/support/by_clock.ts";
import { Harbour, type HarbourModem } from "../../tests/support/harbour.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import type { UssdResult } from "./driver.ts";
import type { UssdAnswer } from "./simulator_ussd_service.ts";

const never = new AbortController().signal;

/** What a modem makes of a dialogue. */
async function ask(
  modem: HarbourModem,
  ...entries: readonly string[]
): Promise<{ result: UssdResult; heard: readonly string[]; tookMs: number }> {
  await using harbour = new Harbour(modem);
  await harbour.usable();
  const { commands } = harbour.modem();
  const from = commands.length;
  const start = harbour.clock.monotonic();
  const asking = harbour.fleet.ussd("a", entries, never);
  assert.ok(asking);
  const result = await harbour.pass(asking);
  const tookMs = harbour.clock.monotonic() - start;
  assert.equal((await harbour.submit("Still well")).kind, "sent");
  return { result, heard: commands.slice(from, -1), tookMs };
}

/** A modem whose network answers so. */
function answering(...answers: readonly UssdAnswer[]): HarbourModem {
  return { ussd: (entries) => answers[entries.length - 1] };
}

Deno.test("ussd() takes an answer before the OK, after it, and much later", async () => {
  for (const afterMs of [0, 1, 60_000]) {
    const { result } = await ask(
      answering({ m: 0, text: "Balance 5", afterMs }),
      "*100#",
    );
    assert.deepEqual(result, {
      kind: "answered",
      answers: ["Balance 5"],
      menu: false,
    });
  }
});

Deno.test("ussd() reads septets, UCS-2 and lines, as the scheme says", async () => {
  const table: readonly (readonly [UssdAnswer, string])[] = [
    [{ m: 0, text: "0411043004340430043D0441", dcs: 72 }, "Баданс"],
    [{ m: 0, text: "65370031002C0035", dcs: 17 }, "1,5"],
    [{ m: 2, text: "One\r\ntwo\r\n\r\nthree" }, "One\ntwo\nthree"],
    [{ m: 2, text: "Menu\r\n> 1\r\n>2" }, "Menu\n> 1\n>2"],
    [{ m: 0, text: "C2303BEC1E974135" }, "Balance 5"],
  ];
  for (const [answer, text] of table) {
    const { result } = await ask(answering(answer), "*100#");
    assert.deepEqual(result.answers, [text]);
  }
});

Deno.test("ussd() walks through menus, and cancels one that nobody answers", async () => {
  const menus = answering(
    { m: 1, text: "1 Balance\r\n2 Number", afterMs: 100 },
    { m: 1, text: "1 Euro\r\n2 Pound", afterMs: 100 },
    { m: 2, text: "5 EUR", afterMs: 100 },
  );
  const whole = await ask(menus, "*123#", "1", "1");
  assert.deepEqual(whole.result, {
    kind: "answered",
    answers: ["1 Balance\n2 Number", "1 Euro\n2 Pound", "5 EUR"],
    menu: false,
  });
  assert.deepEqual(whole.heard, [
    'AT+CSCS="GSM"',
    'AT+CUSD=1,"*123#",15',
    'AT+CUSD=1,"1",15',
    'AT+CUSD=1,"1",15',
  ]);
  const half = await ask(menus, "*123#");
  assert.ok(half.result.kind === "answered" && half.result.menu);
  assert.equal(half.heard.at(-1), "AT+CUSD=2");
  const more = await ask(
    answering({ m: 0, text: "That is all" }),
    "*123#",
    "1",
  );
  assert.deepEqual(more.result, {
    kind: "failed",
    reason: 'The network ended the dialogue before "1" could be sent',
    answers: ["That is all"],
  });
});

Deno.test("ussd() says what the network says, in words", async () => {
  const reasons: string[] = [];
  for (const m of [2, 3, 4, 5, 9]) {
    const { result } = await ask(answering({ m }), "*9#");
    reasons.push(result.kind === "failed" ? result.reason : "");
  }
  assert.deepEqual(reasons, [
    "The network ended the dialogue without an answer",
    "Another program on the modem took the answer",
    "The network does not support this code",
    "The network took too long",
    "The network's answer is not understood (+CUSD: 9)",
  ]);
});

Deno.test("ussd() gives a silent network ninety seconds, then cancels", async () => {
  const { result, heard, tookMs } = await ask(
    { ussd: () => undefined },
    "*100#",
  );
  assert.ok(result.kind === "failed");
  assert.equal(result.reason, "No answer from the network within 90 s");
  const cancelled = heard.indexOf("AT+CUSD=2");
  assert.ok(cancelled > heard.indexOf('AT+CUSD=1,"*100#",15'));
  assert.ok(tookMs >= 90_000 && tookMs < 100_000);
});

Deno.test("ussd() tries the spellings that modems want, and keeps the one that is taken", async () => {
  await using harbour = new Harbour({
    ussd: () => ({ m: 0, text: "D4F29C0E" }),
    faults: [{
      at: 'AT+CUSD=1,"*100#"',
      instead: "\r\n+CME ERROR: 50\r\n",
    }],
  });
  await harbour.usable();
  for (const _time of [1, 2]) {
    const { kind } = await harbour.pass(
      harbour.fleet.ussd("a", ["*100#"], never)!,
    );
    assert.equal(kind, "answered");
  }
  const sent = harbour.modem().commands.filter((it) => it.includes("CUSD"));
  assert.deepEqual(sent, [
    'AT+CUSD=1,"*100#",15',
    'AT+CUSD=1,"AA180C3602",15',
    'AT+CUSD=1,"AA180C3602",15',
  ]);
});

Deno.test("ussd() says why a modem refuses, or has no network", async () => {
  const refused = await ask({
    faults: [{ at: "AT+CUSD", instead: "\r\nERROR\r\n", times: 3 }],
  }, "*100#");
  assert.ok(refused.result.kind === "failed");
  assert.match(refused.result.reason, /^The modem refused: .*ERROR/i);
  await using harbour = new Harbour({ behaviour: { registration: "denied" } });
  await harbour.clock.advance(60_000);
  const result = await harbour.fleet.ussd("a", ["*100#"], never);
  assert.ok(result?.kind === "failed");
  assert.match(result.reason, /^Modem "a" is recovering: No network \(denied/);
});

Deno.test("ussd() sends nothing that would be another command", async () => {
  for (const entry of ['1",15\rAT+CMGD=1,4', "1\r", '"', "", "x".repeat(161)]) {
    const { result, heard } = await ask({}, "*100#", entry);
    assert.ok(result.kind === "failed");
    assert.match(result.reason, /no quotes and no control characters/);
    assert.deepEqual(heard, []);
  }
});

Deno.test("ussd() waits for the SMS in flight, and makes others wait, not go wrong", async () => {
  await using harbour = new Harbour({ behaviour: { latencyMs: 5000 } });
  await harbour.usable();
  const sending = harbour.begin("First");
  const asking = harbour.fleet.ussd("a", ["*100#"], never)!;
  const after = harbour.begin("Second");
  await settle();
  assert.equal(harbour.sender().usable, false);
  assert.equal((await harbour.pass(sending)).kind, "sent");
  assert.equal((await harbour.pass(asking)).kind, "answered");
  assert.equal((await harbour.pass(after)).kind, "sent");
  assert.equal(harbour.sender().usable, true);
  const { commands } = harbour.modem();
  const order = commands.filter((it) => /CMGS|CUSD=1/.test(it));
  assert.deepEqual(order.map((it) => it.slice(3, 7)), ["CMGS", "CUSD", "CMGS"]);
});

Deno.test("ussd() ends with a modem that is unplugged, restarts or is stopped meanwhile", async () => {
  for (const then of ["unplug", "restart"] as const) {
    await using harbour = new Harbour({
      faults: [{ at: "AT+CUSD=1", instead: "", then }],
    });
    await harbour.usable();
    const asking = harbour.fleet.ussd("a", ["*100#"], never)!;
    const result = await harbour.pass(asking);
    assert.equal(result.kind, "failed", then);
    harbour.modem().plug();
    await harbour.usable();
  }
  const harbour = new Harbour({ ussd: () => undefined });
  await harbour.usable();
  const asking = harbour.fleet.ussd("a", ["*100#"], never)!;
  await settle();
  await harbour.pass(harbour.fleet.stop());
  const result = await byClock(harbour.clock, asking);
  assert.equal(result.kind, "failed");
  assert.equal(harbour.clock.pending, 0);
});

Deno.test("ussd() that is given up asks no more in another spelling", async () => {
  await using harbour = new Harbour({
    faults: [{
      at: 'AT+CUSD=1,"*100#"',
      delayMs: 2000,
      instead: "\r\nERROR\r\n",
    }],
  });
  await harbour.usable();
  const giveUp = new AbortController();
  const asking = harbour.fleet.ussd("a", ["*100#"], giveUp.signal)!;
  await harbour.clock.advance(1000);
  giveUp.abort();
  assert.equal((await harbour.pass(asking)).kind, "failed");
  await harbour.clock.advance(10_000);
  const heard = harbour.modem().commands.filter((it) => it.includes("CUSD"));
  assert.deepEqual(heard, ['AT+CUSD=1,"*100#",15', "AT+CUSD=2"]);
});

Deno.test("fleet.ussd() knows no modem of another name", async () => {
  await using harbour = new Harbour({});
  assert.equal(harbour.fleet.ussd("z", ["*100#"], never), undefined);
});
