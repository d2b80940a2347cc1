import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { FakeModem } from "./support/fake_modem.ts";

const number = "+491701234567";
const mail = { to: `${number}@sms`, text: "Pump 3 stopped" };
const longText = Array.from({ length: 45 }, (_, line) => `line ${line}`)
  .join("\n");

Deno.test("what was queued while no modem was there goes out after a restart", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  modem.unplug();
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue(mail);
  await cellpost.stop();
  modem.plug();
  await cellpost.start();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
  assert.equal(cellpost.delivery(id).attempts, 1);
});

Deno.test("what was queued survives a crash", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  modem.unplug();
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const ids = [await cellpost.queue(mail), await cellpost.queue(mail)];
  await cellpost.crash();
  modem.plug();
  await cellpost.start();
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text, mail.text]);
  assert.ok(ids.every((id) => !cellpost.delivery(id).possibleDuplicate));
});

Deno.test("a stop in the middle of a long message goes on at the next segment under the same reference", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock, faults: [onePromptThen()] });
  modem.plan({ at: "prompt", instead: "" });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue({ ...mail, text: longText });
  await cellpost.until(() => modem.segments.length === 1);
  await cellpost.restart();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [longText]);
  assert.deepEqual(places(modem), ["1/3", "2/3", "3/3"]);
  assert.equal(references(modem).size, 1);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

Deno.test("after a crash between two segments, too, nothing is sent twice", async () => {
  const clock = new ManualClock();
  // Its second prompt is not expected to be quick.
  const slow = { ...onePromptThen(), delayMs: 4 };
  const modem = new FakeModem({ clock, faults: [slow] });
  modem.plan({ at: "prompt", instead: "" });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue({ ...mail, text: longText });
  // The modem is asked for the second prompt, and the first segment is on record.
  await cellpost.until(() =>
    submits(modem) === 2 &&
    cellpost.delivery(id).segments[0]?.acknowledgedAt !== undefined
  );
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(id).state, "queued");
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [longText]);
  assert.deepEqual(places(modem), ["1/3", "2/3", "3/3"]);
  assert.equal(references(modem).size, 1);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

Deno.test("a crash after the PDU was given away leaves it uncertain, and it is sent again, marked", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    behaviour: { reports: false },
    faults: [{ at: "accepted", instead: "" }],
  });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [modem],
    config: { delivery: { uncertain_wait: "5m" } },
  });
  const id = await cellpost.queue(mail);
  await cellpost.until(() => modem.segments.length === 1);
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(id).state, "uncertain");
  const crashedAt = clock.now();
  await cellpost.reaches(id, "sent");
  assert.ok(clock.now() - crashedAt >= 5 * 60_000);
  assert.equal(cellpost.delivery(id).possibleDuplicate, true);
  assert.deepEqual(modem.received, [mail.text, mail.text]);
  await cellpost.says(/ sent by modem1 \(possible duplicate\)$/);
});

Deno.test("a stop waits for a modem that owes an answer, but not for ever", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock, faults: [{ at: "pdu", instead: "" }] });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue(mail);
  await cellpost.until(() => pduStarted(cellpost, id));
  const askedAt = clock.monotonic();
  await cellpost.stop();
  assert.ok(clock.monotonic() - askedAt <= 30_000);
  await cellpost.says(/ uncertain by modem1: The port was lost \(Closed\)/);
  await cellpost.start();
  assert.equal(cellpost.delivery(id).state, "uncertain");
  await cellpost.reaches(id, "delivered");
  assert.equal(cellpost.delivery(id).possibleDuplicate, true);
});

Deno.test("with on_uncertain = hold, the operator decides about such a message", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    behaviour: { reports: false },
    faults: [{ at: "pdu", instead: "" }],
  });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [modem],
    config: { delivery: { on_uncertain: "hold", uncertain_wait: "1m" } },
  });
  const id = await cellpost.queue(mail);
  await cellpost.until(() => pduStarted(cellpost, id));
  await cellpost.crash();
  await cellpost.start();
  await cellpost.reaches(id, "held");
  assert.deepEqual(modem.received, []);
});

Deno.test("a crash before the PDU was given away costs nothing and marks nothing", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    faults: [{ at: "prompt", instead: "" }],
  });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue(mail);
  await cellpost.until(() => cellpost.delivery(id).state === "sending");
  assert.equal(submits(modem), 1);
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(id).state, "queued");
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

/** The first prompt comes as it should; the next fault of the plan meets the second one. */
function onePromptThen() {
  return { at: "prompt", after: "" } as const;
}

/** Whether the queue knows that the PDU is on its way to the modem. */
function pduStarted(cellpost: Cellpost, id: string): boolean {
  const [segment] = cellpost.delivery(id).segments;
  return segment?.pduStartedAt !== undefined;
}

function submits(modem: FakeModem): number {
  return modem.commands.filter((it) => it.startsWith("AT+CMGS=")).length;
}

function places(modem: FakeModem): readonly string[] {
  return modem.segments.map(({ concatenation }) =>
    `${concatenation?.sequence}/${concatenation?.total}`
  );
}

function references(modem: FakeModem): ReadonlySet<number | undefined> {
  return new Set(
    modem.segments.map(({ concatenation }) => concatenation?.reference),
  );
}
