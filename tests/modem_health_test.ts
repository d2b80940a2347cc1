import assert from "node:assert/strict";
import { systemClock } from "../src/model/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem, type FakeModemOptions } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { runProgram } from "./support/program.ts";

const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };
const twoParts = "Tank 7 is nearly empty. ".repeat(9).trim();
const message = { timezone: "UTC" };
const minute = 60_000;
const midnight = Date.UTC(2026, 10, 24);

interface Setting extends Omit<FakeModemOptions, "clock"> {
  readonly settings?: Readonly<Record<string, unknown>>;
}

interface Story extends AsyncDisposable {
  readonly cellpost: Cellpost;
  readonly modems: readonly FakeModem[];
  readonly clock: ManualClock;
}

/** By the clock of all stories, in the zone of their config. */
const nowMs = Date.UTC(2026, 10, 23, 23, 50);

/** An appliance with modems that have these settings. */
async function start(...settings: readonly Setting[]): Promise<Story> {
  const clock = new ManualClock({ nowMs });
  const modems = settings.map(({ settings: _, ...options }, index) =>
    new FakeModem({ clock, name: `card ${index}`, ...options })
  );
  const cellpost = await Cellpost.start({
    clock,
    config: { message },
    modems: modems.map((port, index) => ({
      port,
      settings: settings[index]?.settings ?? {},
    })),
  });
  return {
    cellpost,
    clock,
    modems,
    [Symbol.asyncDispose]: () => cellpost[Symbol.asyncDispose](),
  };
}

// ── quotas and limits ──────────────────────────────────────────────────────

Deno.test("a quota that is used up sends the rest after midnight, also over a crash and a restart", async () => {
  await using story = await start({ settings: { daily_quota: 2 } });
  const { cellpost, clock, modems: [modem] } = story;
  const ids: string[] = [];
  for (const text of ["one", "two", "three"]) {
    ids.push(await cellpost.queue({ ...mail, text }));
  }
  await cellpost.says(
    /^modem1 limited: Quota of 2 a day used up; next at 00:00$/,
  );
  await cellpost.crash();
  await cellpost.start();
  await cellpost.until(() => cellpost.status().state === "limited");
  await cellpost.restart();
  await cellpost.until(() => cellpost.status().state === "limited");
  assert.deepEqual(modem?.received, ["one", "two"]);
  const waiting = cellpost.delivery(ids[2]!);
  assert.deepEqual([waiting.state, waiting.attempts], ["queued", 0]);
  await cellpost.reaches(ids[2]!, "delivered");
  assert.ok(clock.now() >= midnight);
  assert.ok(clock.now() < midnight + minute);
  await cellpost.says(/^modem1: Today's quota is free again$/);
});

Deno.test("a quota counts a PDU that a crash left without an answer", async () => {
  await using story = await start({
    settings: { daily_quota: 1 },
    behaviour: { latencyMs: 60_000 },
  });
  const { cellpost, modems: [modem] } = story;
  await cellpost.usable();
  const id = await cellpost.queue(mail);
  await cellpost.until(() =>
    modem?.commands.some((it) => it.startsWith("AT+CMGS")) === true &&
    cellpost.delivery(id).segments.some((it) => it.pduStartedAt !== undefined)
  );
  await cellpost.crash();
  await cellpost.start();
  await cellpost.until(() => cellpost.status().state === "limited");
});

Deno.test("a text that is begun within its quota is finished, and then no more", async () => {
  await using story = await start({ settings: { daily_quota: 3 } });
  const { cellpost, modems: [modem] } = story;
  const ids: string[] = [];
  for (const to of ["+491701234561@x", "+491701234562@x", "+491701234563@x"]) {
    ids.push(await cellpost.queue({ to, text: twoParts }));
  }
  await cellpost.until(() => cellpost.status().state === "limited");
  await cellpost.reaches(ids[1]!, "delivered");
  assert.equal(modem?.segments.length, 4);
  assert.deepEqual(modem.received, [twoParts, twoParts]);
  assert.equal(cellpost.delivery(ids[2]!).attempts, 0);
});

Deno.test("other modems take over where one has reached its limit", async () => {
  await using story = await start(
    { settings: { daily_quota: 2 } },
    {},
  );
  const { cellpost, clock, modems: [limited, free] } = story;
  await cellpost.usable("modem1");
  await cellpost.usable("modem2");
  const begun = clock.monotonic();
  for (let sms = 0; sms < 10; sms++) {
    const id = await cellpost.queue({ ...mail, text: `Alarm ${sms}` });
    await cellpost.reaches(id, "delivered");
  }
  assert.ok(clock.monotonic() - begun < minute);
  assert.equal(limited?.received.length, 2);
  assert.equal(free?.received.length, 8);
  assert.equal(cellpost.status("modem1").state, "limited");
});

Deno.test("a rate is kept, and nothing but time is lost", async () => {
  await using story = await start({
    settings: { per_minute: 5, min_gap: "2s" },
  });
  const { cellpost, clock, modems: [modem] } = story;
  await cellpost.usable();
  const begun = clock.now();
  let last = "";
  for (let sms = 0; sms < 12; sms++) {
    last = await cellpost.queue({ ...mail, text: `Alarm ${sms}` });
  }
  await cellpost.reaches(last, "delivered");
  const at = modem?.segments.map((it) => Math.round((it.at - begun) / 1000));
  assert.deepEqual(at, [0, 2, 4, 6, 8, 60, 62, 64, 66, 68, 120, 122]);
  assert.equal(cellpost.delivery(last).attempts, 1);
});

Deno.test("quiet hours keep ordinary messages, and let urgent ones pass where they may", async () => {
  await using story = await start({
    settings: { quiet: "22:00-00:00", quiet_urgent: true },
  });
  const { cellpost, clock } = story;
  const ordinary = await cellpost.queue(mail);
  const urgent = await cellpost.queue({
    to: "+491701234567+urgent@sms",
    text: "Fire",
  });
  await cellpost.reaches(urgent, "delivered");
  assert.deepEqual(cellpost.texts, ["Fire"]);
  assert.equal(
    cellpost.status().detail,
    "Quiet until 00:00; urgent messages go out",
  );
  await cellpost.reaches(ordinary, "delivered");
  assert.ok(clock.now() >= midnight);
  assert.ok(clock.now() < midnight + 5000);
});

Deno.test("quiet hours of one modem are no other's", async () => {
  await using story = await start(
    { settings: { quiet: "22:00-00:00" } },
    {},
  );
  const { cellpost, clock, modems: [quiet, other] } = story;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "delivered");
  assert.ok(clock.monotonic() < minute);
  assert.deepEqual(quiet?.received, []);
  assert.deepEqual(other?.received, [mail.text]);
});

// ── faults ─────────────────────────────────────────────────────────────────

Deno.test("a SIM that is taken out costs time, never a message", async () => {
  await using story = await start({});
  const { cellpost, modems: [modem] } = story;
  await cellpost.usable();
  modem?.takeCard();
  const id = await cellpost.queue(mail);
  await cellpost.says(/^modem1 blocked: The SIM was removed; sending goes on/);
  modem?.putCard();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem?.received, [mail.text]);
});

Deno.test("a modem that hangs after the PDU is reset by the operator's command, whose words are in the log", async () => {
  const command = ["uhubctl", "-a", "cycle", "-p", "2"];
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    behaviour: { reports: false },
    faults: [{ at: "pdu", instead: "", times: 100 }],
  });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [{ port: modem, settings: { reset_command: command } }],
    onReset(given) {
      assert.deepEqual(given, command);
      modem.heal();
      return "The reset_command has run: Port 2 off, on";
    },
  });
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "sent");
  const told = cellpost.lines.filter((it) => it.startsWith("modem1"));
  const rungs = [
    /^modem1 recovering: No answer.*set up again$/,
    /^modem1 recovering: No answer.*radio is being switched off and on$/,
    /^modem1 recovering: No answer.*is being restarted$/,
    /^modem1 recovering: No answer.*port is being closed and opened$/,
    /^modem1 recovering: No answer.*reset_command is being run$/,
    /^modem1: The reset_command has run: Port 2 off, on$/,
  ];
  let from = 0;
  for (const rung of rungs) {
    const found = told.findIndex((it, at) => at >= from && rung.test(it));
    assert.ok(found >= 0, `${rung} in\n${told.join("\n")}`);
    from = found + 1;
  }
  assert.deepEqual(modem.received, [mail.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, true);
});

Deno.test("a modem that browns out at any step without a word costs time, never a message", async () => {
  for (const at of ["AT+CPIN", "AT+CNMI", "AT+CMGS", "prompt", "pdu"]) {
    await using story = await start({
      faults: [{ at, instead: "", then: "brown-out" }],
      behaviour: { bootMs: 2000 },
    });
    const { cellpost, modems: [modem] } = story;
    const id = await cellpost.queue(mail);
    await cellpost.until(() =>
      ["sent", "delivered"].includes(cellpost.delivery(id).state)
    );
    assert.deepEqual(modem?.received, [mail.text], at);
  }
});

// ── USSD ───────────────────────────────────────────────────────────────────

Deno.test("a low balance is in the log once, and in the status", async () => {
  let balance = "12.50";
  await using story = await start({
    ussd: () => ({ m: 0, text: `You have ${balance} EUR`, afterMs: 2000 }),
    settings: {
      balance: {
        ussd: "*100#",
        every: "1h",
        pattern: "have ([0-9.,]+) EUR",
        low: 5,
      },
    },
  });
  const { cellpost } = story;
  await cellpost.until(() => cellpost.status().balance?.amount === 12.5);
  balance = "4.20";
  await cellpost.says(/^modem1: Balance is down to 4.2, below 5: top up$/);
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "delivered");
  balance = "30.00";
  await cellpost.says(/^modem1: Balance is 30 again, above 5$/);
  const told = cellpost.lines.filter((it) => it.includes("Balance"));
  assert.equal(told.length, 2, told.join("\n"));
});

Deno.test("cellpost ussd reaches the modem of the running appliance", async () => {
  const modem = new FakeModem({
    clock: systemClock,
    ussd: ([, choice]) =>
      choice === undefined
        ? { m: 1, text: "1 Balance\r\n2 Number" }
        : { m: 2, text: `Choice ${choice}` },
  });
  await using cellpost = await Cellpost.start({ modems: [modem] });
  await cellpost.usable();
  const { folder } = cellpost;
  const menu = await runProgram(folder, "ussd", "modem1", "*123#");
  assert.equal(menu.code, 0, menu.stderr);
  assert.equal(menu.stdout, "1 Balance\n2 Number");
  assert.match(menu.stderr, /waits for an answer, which was cancelled/);
  const whole = await runProgram(folder, "ussd", "modem1", "*123#", "2");
  assert.deepEqual(
    [whole.code, whole.stdout],
    [0, "1 Balance\n2 Number\nChoice 2"],
  );
  const wrong = await runProgram(folder, "ussd", "roof", "*100#");
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /No modem "roof": there is modem1$/);
});

Deno.test("cellpost ussd speaks to a modem by itself when no cellpost runs", async () => {
  await using cellpost = await Cellpost.start({ modems: ["sim:"] });
  await cellpost.stop();
  const { folder } = cellpost;
  const known = await runProgram(folder, "ussd", "modem1", "*100#");
  assert.equal(known.code, 0, known.stderr);
  assert.equal(known.stdout, "Your balance is 12.50 EUR");
  const unknown = await runProgram(folder, "ussd", "modem1", "*999#");
  assert.equal(unknown.code, 1);
  assert.equal(unknown.stderr, "The network does not support this code");
  const wrong = await runProgram(folder, "ussd", "roof", "*100#");
  assert.equal(wrong.code, 2);
});
