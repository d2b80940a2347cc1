import assert from "node:assert/strict";
import { anna, bert, minute, StormStory, told } from "./support/storm_story.ts";

const hour = 60 * minute;
const tenth = { per_recipient: ["10/hour"] };

Deno.test("beyond a cap SMS wait and go out evenly when there is room again", async () => {
  await using story = await StormStory.start(tenth);
  const ids = await story.mails(25, "Alarm # of the plant");
  await story.pass(59 * minute);
  assert.equal(story.texts.length, 10);
  for (const expected of [12, 15, 18]) {
    await story.pass((expected === 12 ? 8 : 18) * minute);
    assert.equal(story.texts.length, expected);
  }
  await story.pass(2 * hour);
  assert.deepEqual(
    story.texts,
    ids.map((_, at) => `Alarm ${at + 1} of the plant`),
  );
  story.assertConserved();
});

Deno.test("no hour ever has more than its cap, also over a restart and after a crash", async () => {
  await using story = await StormStory.start({ per_recipient: ["3/hour"] });
  const sentAt: number[] = [];
  for (let at = 0; at < 12; at++) {
    await story.mail(`Alarm ${at}`);
    if (at === 4) await story.cellpost.restart();
    if (at === 7) {
      await story.cellpost.crash();
      await story.cellpost.start();
    }
    await story.pass(7 * minute);
    while (sentAt.length < story.texts.length) sentAt.push(story.clock.now());
  }
  while (story.texts.length < 12) {
    await story.pass(minute);
    while (sentAt.length < story.texts.length) sentAt.push(story.clock.now());
  }
  for (const [at, time] of sentAt.entries()) {
    const within = sentAt.slice(at).filter((it) => it < time + 51 * minute);
    assert.ok(within.length <= 3, `${at}: ${within.length}`);
  }
});

Deno.test("beyond a cap SMS become one for each number when there is room again", async () => {
  await using story = await StormStory.start({
    per_recipient: ["3/hour"],
    when_over: "merge",
  });
  await story.mails(30, "Alarm #");
  await story.mail("Door open");
  await story.mail("Alarm 99");
  await story.mails(5, "Alarm #", { to: bert });
  await story.pass(59 * minute);
  assert.equal(story.texts.length, 6);
  await story.pass(2 * minute);
  assert.deepEqual(story.textsOf(anna).slice(3), [
    "* Door open\n* Alarm 99\n(+27 more)",
  ]);
  assert.deepEqual(story.textsOf(bert).slice(3), ["Alarm 5 (+1 more)"]);
  story.assertConserved();
});

Deno.test("a merged hour counts as one SMS, and the next waits behind it", async () => {
  await using story = await StormStory.start({
    per_recipient: ["1/hour"],
    when_over: "merge",
  });
  for (let at = 0; at < 180; at++) {
    await story.mail(`Alarm ${at}`);
    await story.pass(minute);
  }
  await story.pass(2 * hour);
  const counts = story.texts.map(told);
  assert.equal(counts.length, 4);
  assert.equal(counts.reduce((a, b) => a + b), 180);
  story.assertConserved();
});

Deno.test("beyond a cap RCPT is refused, and taken when there is room again", async () => {
  await using story = await StormStory.start({
    ...tenth,
    when_over: "refuse",
    urgent_passes: true,
  });
  await story.mails(10, "Alarm #");
  const mail = { to: [`${anna}@sms`, `${bert}@sms`], text: "Alarm 11" };
  const { recipients } = await story.cellpost.send(mail);
  assert.deepEqual(recipients.map(({ code }) => code), [450, 250]);
  assert.deepEqual(recipients[0]?.lines, [
    "4.7.1 The limit [storm] per_recipient is reached, again in 60 min",
  ]);
  await story.mail("Fire", { to: `${anna}+urgent` });
  await story.pass(hour);
  await story.mail("Alarm 12");
  await story.pass(minute);
  assert.equal(story.textsOf(anna).length, 12);
});

Deno.test("a sender's cap counts all that one mail is for, and only that sender", async () => {
  await using story = await StormStory.start({
    per_sender: ["3/hour"],
    when_over: "refuse",
  });
  const to = [1, 2, 3, 4, 5].map((it) => `+49170123456${it}@sms`);
  const { recipients } = await story.cellpost.send({ to, text: "Alarm" });
  assert.deepEqual(recipients.map(({ code }) => code), [
    250,
    250,
    250,
    450,
    450,
  ]);
  assert.match(recipients[3]!.lines[0]!, /\[storm\] per_sender is reached/);
  await story.mail("Alarm", { from: "other@plant.example" });
  await story.cellpost.until(() => story.texts.length === 4);
});

Deno.test("what would expire before its turn becomes one SMS", async () => {
  await using story = await StormStory.start({ per_recipient: ["1/hour"] }, {
    config: { delivery: { expire_after: "3h" } },
  });
  await story.mails(9, "Alarm #");
  await story.pass(4 * hour);
  assert.deepEqual(story.texts, [
    "Alarm 1",
    "Alarm 2",
    "Alarm 3",
    "Alarm 9 (+5 more)",
  ]);
  story.assertConserved();
});

Deno.test("what has a time of its own goes at that time, and is in nobody's way before", async () => {
  await using story = await StormStory.start({ per_recipient: ["1/hour"] });
  const at = "2026-11-23T08:30Z".replaceAll(":", "");
  await story.mail("Later", { to: `${anna}+at-${at}` });
  await story.mail("Now");
  await story.cellpost.until(() => story.texts.length === 1);
  assert.deepEqual(story.texts, ["Now"]);
  await story.pass(31 * minute);
  assert.deepEqual(story.texts, ["Now", "Later"]);
  await story.mail("Put off");
  await story.pass(50 * minute);
  assert.equal(story.texts.length, 2);
  await story.pass(10 * minute);
  assert.equal(story.texts.length, 3);
});

Deno.test("a window that closes over a cap goes on until there is room", async () => {
  await using story = await StormStory.start({
    window: "5m",
    per_recipient: ["2/hour"],
  });
  await story.mails(3, "Pump # stopped");
  await story.mail("Door open");
  await story.pass(30 * minute);
  assert.deepEqual(story.texts, ["Pump 1 stopped", "Door open"]);
  await story.mail("Pump 4 stopped");
  await story.pass(31 * minute);
  assert.deepEqual(story.texts.slice(2), ["Pump 4 stopped (+2 more)"]);
  story.assertConserved();
});
