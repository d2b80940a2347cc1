import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { FakeModem } from "./support/fake_modem.ts";

const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };
const longText = Array.from({ length: 45 }, (_, line) => `line ${line}`)
  .join("\n");

Deno.test("two modems share the work", async () => {
  const clock = new ManualClock();
  const modems = twins(clock, { latencyMs: 3_000 });
  await using cellpost = await Cellpost.start({ clock, modems });
  await cellpost.usable("modem1");
  await cellpost.usable("modem2");
  const texts = Array.from({ length: 10 }, (_, index) => `Alarm ${index}`);
  const startedAt = clock.monotonic();
  for (const text of texts) await cellpost.queue({ ...mail, text });
  await cellpost.until(() => cellpost.received.length === texts.length);
  assert.deepEqual([...cellpost.texts].sort(), texts);
  assert.deepEqual(modems.map(({ received }) => received.length), [5, 5]);
  assert.ok(clock.monotonic() - startedAt < 16_000);
});

Deno.test("one mail to many phones spreads over both modems", async () => {
  const clock = new ManualClock();
  const modems = twins(clock, { latencyMs: 3_000 });
  await using cellpost = await Cellpost.start({ clock, modems });
  const to = Array.from({ length: 6 }, (_, index) => `+49170123456${index}@x`);
  const id = await cellpost.queue({ ...mail, to });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(
    cellpost.received.map(({ recipient }) => `${recipient}@x`).sort(),
    to,
  );
  assert.deepEqual(modems.map(({ received }) => received.length), [3, 3]);
});

Deno.test("a modem pulled out in the middle of a PDU does not hold up the other, and works again when replugged", async () => {
  const clock = new ManualClock();
  const [first, second] = twins(clock, { reports: false });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [first, second],
    config: { delivery: { uncertain_wait: "1m" } },
  });
  await cellpost.usable("modem1");
  await cellpost.usable("modem2");
  // Whichever takes it.
  for (const modem of [first, second]) {
    modem.plan({ at: "pdu", instead: "", then: "unplug" });
  }
  const lost = await cellpost.queue(mail);
  await cellpost.reaches(lost, "uncertain");
  const broken = cellpost.delivery(lost).modem!;
  second.heal();
  first.heal();
  const { detail, state } = cellpost.status(broken);
  assert.equal(state, "unplugged");
  assert.match(detail, /; the port is tried again by itself$/);
  const next = await cellpost.queue({ ...mail, text: "Next" });
  await cellpost.reaches(next, "sent");
  await cellpost.reaches(lost, "sent");
  assert.equal(cellpost.delivery(lost).possibleDuplicate, true);
  await cellpost.usable(broken);
  assert.deepEqual([...cellpost.texts].sort(), ["Next", mail.text]);
});

Deno.test("the rest of a long message waits for its own modem and goes on there", async () => {
  const clock = new ManualClock();
  const [first, second] = twins(clock);
  await using cellpost = await Cellpost.start({
    clock,
    modems: [first, second],
    config: { delivery: { resume_wait: "1h" } },
  });
  await cellpost.usable("modem1");
  second.unplug();
  await cellpost.until(() => cellpost.status("modem2").state === "unplugged");
  first.plan({ at: "prompt", after: "" });
  first.plan({ at: "prompt", instead: "", then: "unplug" });
  const id = await cellpost.queue({ ...mail, text: longText });
  await cellpost.reaches(id, "queued");
  await cellpost.until(() => first.segments.length === 1);
  second.plug();
  await cellpost.usable("modem2");
  first.plug();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(first.received, [longText]);
  assert.deepEqual(second.segments, []);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

Deno.test("when that modem stays away, the other begins anew under another reference, marked", async () => {
  const clock = new ManualClock();
  const [first, second] = twins(clock);
  await using cellpost = await Cellpost.start({
    clock,
    modems: [first, second],
    config: { delivery: { resume_wait: "1m" } },
  });
  await cellpost.usable("modem1");
  second.unplug();
  await cellpost.until(() => cellpost.status("modem2").state === "unplugged");
  first.plan({ at: "prompt", after: "" });
  first.plan({ at: "prompt", instead: "", then: "unplug" });
  const id = await cellpost.queue({ ...mail, text: longText });
  await cellpost.until(() => cellpost.status("modem1").state === "unplugged");
  const leftAt = clock.now();
  second.plug();
  await cellpost.reaches(id, "delivered");
  assert.ok(clock.now() - leftAt >= 60_000);
  assert.deepEqual(second.received, [longText]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, true);
  const references = [first, second].map(({ segments }) =>
    segments[0]?.concatenation?.reference
  );
  assert.notEqual(references[0], references[1]);
});

Deno.test("a modem that refuses everything never blocks the queue", async () => {
  const clock = new ManualClock();
  const [sick, well] = twins(clock);
  sick.plan({ at: "pdu", instead: "\r\n+CMS ERROR: 331\r\n", times: 999 });
  await using cellpost = await Cellpost.start({ clock, modems: [sick, well] });
  await cellpost.usable("modem1");
  await cellpost.usable("modem2");
  const texts = Array.from({ length: 8 }, (_, index) => `Alarm ${index}`);
  for (const text of texts) await cellpost.queue({ ...mail, text });
  await cellpost.until(() => well.received.length === texts.length);
  assert.deepEqual([...well.received].sort(), texts);
  assert.deepEqual(sick.received, []);
});

function twins(
  clock: ManualClock,
  behaviour: ConstructorParameters<typeof FakeModem>[0]["behaviour"] = {},
): readonly [FakeModem, FakeModem] {
  return [
    new FakeModem({ clock, name: "one", behaviour }),
    new FakeModem({ clock, name: "two", behaviour }),
  ];
}
