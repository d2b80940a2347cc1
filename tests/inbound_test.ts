import assert from "node:assert/strict";
import { systemClock } from "../src/model/mod.ts";
import { deliversOf } from "../src/modem/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { runProgram } from "./support/program.ts";

const from = "+491715550100";
const number = "+491701234567";
const mail = { to: `${number}@sms`, text: "Pump 3 stopped" };
const longText = Array.from({ length: 45 }, (_, line) => `line ${line}`)
  .join("\n");

function pdusOf(clock: ManualClock, text: string, reference = 7) {
  return deliversOf({ from, text, at: clock.now(), reference });
}

function texts(cellpost: Cellpost): readonly string[] {
  return cellpost.store.inbox(999).map(({ text }) => text).toReversed();
}

Deno.test("an SMS to the modem is in the inbox, is told of in one line without its text, and counts", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  await cellpost.usable();
  modem.sendTo(...pdusOf(clock, "STOP alarm 17"));
  await cellpost.says(
    /^SMS from \+491715550100 received by modem1, 1 segment$/,
  );
  assert.deepEqual(texts(cellpost), ["STOP alarm 17"]);
  assert.ok(cellpost.lines.every((line) => !line.includes("STOP")));
  await cellpost.until(() => modem.card.messages.size === 0);
});

Deno.test("segments that come shuffled, twice, and over a restart become one SMS", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  await cellpost.usable();
  const [one, two, three] = pdusOf(clock, longText);
  assert.ok(one && two && three);
  modem.sendTo(three, three, one);
  await cellpost.until(() => modem.card.messages.size === 0);
  await cellpost.restart();
  assert.deepEqual(texts(cellpost), []);
  modem.sendTo(one, two);
  await cellpost.says(/^SMS from .* received by modem1, 3 segments$/);
  await cellpost.until(() => modem.card.messages.size === 0);
  assert.deepEqual(texts(cellpost), [longText]);
});

Deno.test("an SMS of which a segment is lost is in the inbox after segment_timeout, marked", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [modem],
    config: { delivery: { segment_timeout: "10m" } },
  });
  await cellpost.usable();
  const [one, , three] = pdusOf(clock, longText);
  assert.ok(one && three);
  modem.sendTo(one, three);
  const began = clock.now();
  await cellpost.says(
    /^SMS from .* received by modem1, 3 segments, of which 1 never came$/,
  );
  assert.ok(clock.now() - began >= 600_000);
  assert.match(texts(cellpost).join(), /\[segment 2 of 3 is missing\]/);
});

Deno.test("a hundred SMS that came while it was off, and alarms go out meanwhile", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock, capacity: 100 });
  for (let at = 0; at < 100; at++) {
    for (const pdu of pdusOf(clock, `Text ${at}`)) modem.card.store(pdu);
  }
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "delivered");
  await cellpost.until(() => modem.card.messages.size === 0);
  assert.equal(new Set(texts(cellpost)).size, 100);
  assert.equal(texts(cellpost).length, 100);
});

Deno.test("a modem that has each SMS twice, in two places, brings it in once", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  await cellpost.usable();
  const [single] = pdusOf(clock, "STOP");
  assert.ok(single);
  const segments = pdusOf(clock, longText).flatMap((pdu) => [pdu, pdu]);
  modem.sendTo(single, single, ...segments);
  assert.equal(modem.card.messages.size, 2 + segments.length);
  await cellpost.until(() => modem.card.messages.size === 0);
  assert.deepEqual(texts(cellpost), ["STOP", longText]);
});

for (const together of [true, false]) {
  Deno.test(`a modem that deletes all segments with the first loses ${together ? "none" : "some"} when that is ${together ? "" : "not "}known`, async () => {
    const clock = new ManualClock();
    const modem = new FakeModem({ clock, deletesTogether: true });
    await using cellpost = await Cellpost.start({
      clock,
      modems: [{ port: modem, quirks: { deletes_together: together } }],
      config: { delivery: { segment_timeout: "10m" } },
    });
    await cellpost.usable();
    const segments = pdusOf(clock, longText);
    const first = segments.slice(0, 2);
    // The third comes when the modem is just being told to delete one.
    modem.sendTo(...first, ...pdusOf(clock, "STOP"));
    await cellpost.until(() =>
      modem.commands.some((it) => it.startsWith("AT+CMGD"))
    );
    modem.sendTo(...segments.slice(2));
    await cellpost.until(() => cellpost.store.inbox(9).length === 2);
    const [long] = texts(cellpost).filter((it) => it !== "STOP");
    assert.equal(long === longText, together, long);
    await cellpost.until(() => modem.card.messages.size === 0);
  });
}

// ── kill -9 between any two steps ──────────────────────────────────────────

for (
  const point of ["AT+CMGR", "AT+CMGL", "AT+CMGD", "AT+CPMS?"] as const
) {
  Deno.test(`killed when the modem is asked for ${point}, no SMS is lost and none comes twice`, async () => {
    const clock = new ManualClock();
    const modem = new FakeModem({ clock });
    await using cellpost = await Cellpost.start({ clock, modems: [modem] });
    await cellpost.usable();
    const asked = () =>
      modem.commands.filter((it) => it.startsWith(point)).length;
    const before = asked();
    modem.sendTo(...pdusOf(clock, "One"), ...pdusOf(clock, longText));
    await cellpost.until(() => asked() > before);
    await cellpost.crash();
    await cellpost.start();
    await cellpost.until(() =>
      modem.card.messages.size === 0 && cellpost.store.inbox(9).length === 2
    );
    assert.deepEqual(texts(cellpost).toSorted(), ["One", longText].toSorted());
  });
}

Deno.test("killed when each segment is on disk and not yet deleted, the SMS comes once", async () => {
  const clock = new ManualClock();
  // It never gets to delete anything.
  const deaf = { at: "AT+CMGD", instead: "", times: 100 };
  const modem = new FakeModem({ clock, faults: [deaf] });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  await cellpost.usable();
  for (const pdu of pdusOf(clock, longText)) {
    const asked = modem.commands.length;
    modem.sendTo(pdu);
    await cellpost.until(() =>
      modem.commands.slice(asked).some((it) => it.startsWith("AT+CMGD"))
    );
    await cellpost.crash();
    await cellpost.start();
    await cellpost.usable();
  }
  modem.heal();
  await cellpost.until(() => modem.card.messages.size === 0);
  assert.deepEqual(texts(cellpost), [longText]);
});

Deno.test("on a full disk an SMS stays in the modem, and comes in when there is room", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  await cellpost.usable();
  cellpost.fillDisk();
  // Long enough that no free page of the database takes it.
  const flood = Array.from(
    { length: 15 },
    (_, at) => pdusOf(clock, `${at} ${"x".repeat(150)}`),
  ).flat();
  modem.sendTo(...flood);
  await cellpost.says(/could not be stored and is tried again/);
  assert.ok(modem.card.messages.size > 0);
  cellpost.freeDisk();
  await cellpost.until(() => modem.card.messages.size === 0);
  assert.equal(new Set(texts(cellpost)).size, 15);
  assert.equal(texts(cellpost).length, 15);
});

// ── status reports ─────────────────────────────────────────────────────────

Deno.test("killed between the PDU and +CMGS with the report already there, the SMS is delivered and not sent again", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    behaviour: { reportDelayMs: 1_000 },
    faults: [{ at: "accepted", instead: "", delayMs: 3_000 }],
  });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue(mail);
  await cellpost.until(() =>
    cellpost.events.some(({ event }) => event.kind === "report")
  );
  // Its commit.
  await cellpost.pass(Promise.resolve());
  await cellpost.crash();
  await cellpost.start();
  await cellpost.reaches(id, "delivered");
  assert.equal(modem.segments.length, 1);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

// ── what the operator sees ─────────────────────────────────────────────────

Deno.test("inbox lists SMS and mails to the postmaster, through the running appliance and without it", async () => {
  const modem = new FakeModem({ clock: systemClock });
  await using cellpost = await Cellpost.start({ modems: [modem] });
  await cellpost.usable();
  const at = systemClock.now();
  const text = "Ack\x1b[2J\u202e";
  modem.sendTo(...deliversOf({ from: "ACME", text: `${text}\nBye`, at }));
  await cellpost.says(/^SMS from ACME received/);
  await cellpost.send({ to: "postmaster", text: "Disk full" });
  const { folder } = cellpost;
  const shown = await runProgram(folder, "inbox");
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /^\S+ \S+ {2}Mail to postmaster from <.*>: /);
  assert.match(shown.stdout, /^ {2}\| Disk full$/m);
  assert.match(
    shown.stdout,
    /^\S+ \S+ {2}SMS from ACME by modem1\n {2}\| Ack\\u001b\[2J\\u202e\n {2}\| Bye$/m,
  );
  await cellpost.stop();
  const json = await runProgram(folder, "inbox", "--json", "--limit", "2");
  const [letter, sms] = JSON.parse(json.stdout);
  assert.equal(letter.kind, "postmaster");
  const { kind, from: sender, modem: by, missing, segmentCount } = sms;
  assert.deepEqual({ kind, sender, by, missing, segmentCount }, {
    kind: "sms",
    sender: "ACME",
    by: "modem1",
    missing: 0,
    segmentCount: 1,
  });
  const wrong = await runProgram(folder, "inbox", "--limit", "0");
  assert.equal(wrong.code, 2);
});
