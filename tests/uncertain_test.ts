/** Nobody can know whether an SMS has left that was given to a modem which did not answer: all that may come of it. */
import assert from "node:assert/strict";
import { addressOf, encodeStatusReport, timestampOf } from "../src/sms/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { runProgram } from "./support/program.ts";

const number = "+491701234567";
const mail = { to: `${number}@sms`, text: "Pump 3 stopped" };
const minuteMs = 60_000;
/** TP-ST, TS 23.040 §9.2.3.15. */
const status = { delivered: 0x00, noService: 0x45 } as const;

Deno.test("a report within uncertain_wait settles it as delivered: it is not sent again, and not marked", async () => {
  await using story = await startInDoubt();
  const { cellpost, id, clock } = story;
  await clock.advance(4 * minuteMs);
  story.reportOn(0, status.delivered);
  await cellpost.reaches(id, "delivered");
  await story.pass(10 * minuteMs);
  assert.deepEqual(story.modem.received, [mail.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
  assert.deepEqual(story.states(), ["uncertain", "delivered"]);
  await cellpost.says(/ uncertain by modem1: /);
  await cellpost.says(/ delivered by modem1/);
});

Deno.test("a report within uncertain_wait settles it as failed: it is not sent again", async () => {
  await using story = await startInDoubt();
  const { cellpost, id } = story;
  story.reportOn(0, status.noService);
  await cellpost.reaches(id, "failed");
  await story.pass(10 * minuteMs);
  assert.equal(story.modem.segments.length, 1);
  assert.deepEqual(story.states(), ["uncertain", "failed"]);
});

Deno.test("without a report it is sent again after uncertain_wait, marked, and a report that comes too late changes nothing", async () => {
  await using story = await startInDoubt();
  const { cellpost, id, modem, clock } = story;
  const doubtedAt = cellpost.delivery(id).updatedAt;
  await cellpost.reaches(id, "sent");
  assert.ok(clock.now() - doubtedAt >= 5 * minuteMs);
  assert.deepEqual(modem.received, [mail.text, mail.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, true);
  // Of the first one: what is known of the second is not.
  story.reportOn(0, status.noService);
  await story.pass(minuteMs);
  assert.equal(cellpost.delivery(id).state, "sent");
  story.reportOn(1, status.delivered);
  await cellpost.reaches(id, "delivered");
  assert.equal(modem.segments.length, 2);
  await cellpost.says(/ sent by modem1 \(possible duplicate\)$/);
});

Deno.test("a doubt waits on over a crash, and its report is still heard", async () => {
  await using story = await startInDoubt();
  const { cellpost, id, modem } = story;
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(id).state, "uncertain");
  await cellpost.usable();
  story.reportOn(0, status.delivered);
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

for (const [verb, said] of [["retry", "queued"], ["cancel", "cancelled"]]) {
  Deno.test(`with on_uncertain = "hold" it waits for the operator, whom no report helps any more: cellpost queue ${verb}`, async () => {
    await using story = await startInDoubt({ on_uncertain: "hold" });
    const { cellpost, id, modem } = story;
    await cellpost.reaches(id, "held");
    await cellpost.says(/ held/);
    story.reportOn(0, status.delivered);
    await story.pass(60 * minuteMs);
    assert.equal(cellpost.delivery(id).state, "held");
    assert.equal(modem.segments.length, 1);
    const { folder } = cellpost;
    const list = await runProgram(folder, "queue", "list", "--state", "held");
    assert.match(list.stdout, new RegExp(id), list.stderr);
    const done = await runProgram(folder, "queue", verb!, id);
    assert.deepEqual([done.code, done.stdout], [0, `${number} now ${said}`]);
    if (verb === "cancel") {
      await story.pass(60 * minuteMs);
      assert.equal(cellpost.delivery(id).state, "cancelled");
      assert.equal(modem.segments.length, 1);
      return;
    }
    await cellpost.reaches(id, "sent");
    assert.deepEqual(modem.received, [mail.text, mail.text]);
    assert.equal(cellpost.delivery(id).possibleDuplicate, true);
  });
}

Deno.test("what is held expires like all that waits, and says why it had to", async () => {
  await using story = await startInDoubt({
    on_uncertain: "hold",
    expire_after: "1h",
  });
  const { cellpost, id, modem } = story;
  await cellpost.reaches(id, "held");
  await cellpost.reaches(id, "expired");
  await cellpost.says(/ expired: Expired; the last attempt: /);
  assert.equal(modem.segments.length, 1);
});

Deno.test("a clock that is set hours ahead while a modem owes its answer makes no doubt of it", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    behaviour: { reports: false, latencyMs: minuteMs },
  });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue(mail);
  // It keeps the housekeeper at work.
  const next = await cellpost.queue({ ...mail, text: "Pump 4 stopped" });
  await cellpost.until(() =>
    cellpost.delivery(id).segments[0]?.pduStartedAt !== undefined
  );
  clock.jump(clock.now() + 6 * 60 * minuteMs);
  for (const one of [id, next]) await cellpost.reaches(one, "sent");
  assert.deepEqual(modem.received, [mail.text, "Pump 4 stopped"]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
  assert.ok(!cellpost.lines.some((line) => line.includes("uncertain")));
});

/** An SMS that has left, of which the modem never said so; no report comes but by `reportOn`. */
async function startInDoubt(delivery: Record<string, string> = {}) {
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    behaviour: { reports: false },
    faults: [{ at: "accepted", instead: "" }],
  });
  const config = { delivery: { uncertain_wait: "5m", ...delivery } };
  const cellpost = await Cellpost.start({ clock, modems: [modem], config });
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "uncertain");
  assert.deepEqual(modem.received, [mail.text]);
  return {
    clock,
    modem,
    cellpost,
    id,
    /** The network reports on what it took as the so-many-th, from 0. */
    reportOn(index: number, tpStatus: number): void {
      const segment = modem.segments[index]!;
      modem.modem.deliverReport(encodeStatusReport({
        messageReference: segment.reference,
        recipient: addressOf(segment.recipient),
        serviceCentreTime: timestampOf(segment.at),
        dischargeTime: timestampOf(clock.now()),
        status: tpStatus,
      }));
    },
    /** Lets so much time pass, and all happen that is due. */
    pass: (ms: number) => cellpost.pass(clock.sleep(ms)),
    /** The states that the log tells of. */
    states: () =>
      cellpost.events.flatMap(({ room, event }) =>
        room === "delivery" && event.kind === "changed" ? [event.change.to] : []
      ),
    [Symbol.asyncDispose]: () => cellpost[Symbol.asyncDispose](),
  };
}
