import assert from "node:assert/strict";
import { anna, bert, minute, StormStory } from "./support/storm_story.ts";

const hour = 60 * minute;
const breaker = { breaker: "20/10m" };

Deno.test("with one SMS too many the breaker opens: nothing leaves, mails are gathered, the log says so again and again", async () => {
  await using story = await StormStory.start(breaker);
  await story.mails(30, "Alarm #");
  await story.mails(2, "Alarm #", { to: bert });
  await story.pass(minute);
  assert.equal(story.texts.length, 20);
  const opened = story.cellpost.lines.filter((it) => it.includes("breaker"));
  assert.equal(opened.length, 1);
  assert.match(
    opened[0]!,
    /^The breaker is open: \[storm\] breaker 20\/10m is reached, no SMS leaves until .*, or "cellpost queue release"; mails are accepted and wait$/,
  );
  await story.pass(58 * minute);
  assert.equal(story.texts.length, 20);
  const reminded = story.cellpost.lines.filter((it) => it.includes("breaker"));
  assert.equal(reminded.length, 2);
  assert.match(reminded[1]!, /12 deliveries gathered/);
  await story.pass(2 * minute);
  assert.match(
    story.cellpost.lines.join("\n"),
    /^The breaker is closed after its rest: SMS leave again, 12 deliveries gathered$/m,
  );
  await story.cellpost.until(() => story.texts.length === 22);
  assert.deepEqual(story.textsOf(anna).slice(20), ["Alarm 30 (+9 more)"]);
  assert.deepEqual(story.textsOf(bert), ["Alarm 2 (+1 more)"]);
  story.assertConserved();
});

Deno.test("what waited for a modem when the breaker opened waits, too", async () => {
  await using story = await StormStory.start({
    ...breaker,
    breaker_rest: "4m",
  });
  story.modem.unplug();
  await story.mails(25, "Alarm #");
  story.modem.plug();
  await story.cellpost.usable();
  await story.pass(2 * minute);
  assert.deepEqual(story.texts, []);
  await story.pass(3 * minute);
  assert.equal(story.texts.length, 21);
  story.assertConserved();
});

Deno.test("the operator releases it, and urgent SMS leave before", async () => {
  await using story = await StormStory.start(breaker);
  await story.mails(25, "Alarm #");
  await story.mail("Fire", { to: `${anna}+urgent` });
  await story.cellpost.until(() => story.texts.includes("Fire"));
  await story.release();
  await story.cellpost.until(() => story.texts.length === 22);
  assert.equal(story.texts.at(-1), "Alarm 25 (+4 more)");
  assert.match(story.cellpost.lines.join("\n"), /closed by the operator/);
  await story.mail("Door open");
  await story.cellpost.until(() => story.texts.includes("Door open"));
});

Deno.test("where urgent SMS do not pass, none leaves", async () => {
  await using story = await StormStory.start({
    ...breaker,
    breaker_rest: "4m",
    urgent_passes: false,
  });
  await story.mails(21, "Alarm #");
  await story.mail("Fire", { to: `${anna}+urgent` });
  await story.pass(3 * minute);
  assert.equal(story.texts.length, 20);
  await story.pass(2 * minute);
  assert.deepEqual(story.texts.slice(20), ["* Alarm 21\n* Fire"]);
});

Deno.test("an open breaker outlives a restart and a crash", async () => {
  await using story = await StormStory.start(breaker);
  await story.mails(23, "Alarm #");
  await story.cellpost.until(() => story.texts.length === 20);
  await story.cellpost.restart();
  assert.match(
    story.cellpost.lines.join("\n"),
    /^The breaker is open since .*, 3 deliveries gathered/m,
  );
  await story.mail("Alarm 24");
  await story.pass(10 * minute);
  await story.cellpost.crash();
  await story.cellpost.start();
  await story.mail("Alarm 25");
  await story.pass(40 * minute);
  assert.equal(story.texts.length, 20);
  await story.pass(11 * minute);
  assert.deepEqual(story.texts.slice(20), ["Alarm 25 (+4 more)"]);
  story.assertConserved();
});

Deno.test("a stop that is longer than the rest ends it", async () => {
  await using story = await StormStory.start(breaker);
  await story.mails(25, "Alarm #");
  await story.cellpost.until(() => story.texts.length === 20);
  await story.cellpost.stop();
  await story.clock.advance(30 * hour);
  await story.cellpost.start();
  await story.pass(minute);
  assert.deepEqual(story.texts.slice(20), ["Alarm 25 (+4 more)"]);
  story.assertConserved();
});

Deno.test("a breaker that is taken out of the config is closed", async () => {
  await using story = await StormStory.start(breaker);
  await story.mails(25, "Alarm #");
  await story.cellpost.stop();
  story.configure((text) => text.replace('breaker = "20/10m"', 'breaker = ""'));
  await story.cellpost.start();
  await story.pass(minute);
  assert.equal(story.texts.at(-1), "Alarm 25 (+4 more)");
  assert.match(
    story.cellpost.lines.join("\n"),
    /closed since the config has none/,
  );
});

Deno.test("the backlog of many numbers goes out no faster than the breaker allows", async () => {
  await using story = await StormStory.start({
    ...breaker,
    breaker_rest: "20m",
  });
  await story.mails(20, "Alarm #");
  const phones = Array.from({ length: 60 }, (_, it) => `+4917099999${10 + it}`);
  for (const to of phones) await story.mails(3, "Alarm #", { to });
  await story.pass(20 * minute + 1_000);
  const sent = () => story.texts.length - 20;
  for (let at = 1; at <= 20; at++) {
    const before = sent();
    await story.pass(minute);
    assert.ok(sent() - before <= 3, `${at}: ${sent() - before}`);
  }
  await story.pass(20 * minute);
  assert.equal(sent(), 60);
  for (const phone of phones) {
    assert.deepEqual(story.textsOf(phone), ["Alarm 3 (+2 more)"]);
  }
  story.assertConserved();
});

Deno.test("windows gather on while the breaker is open, and cost nothing of what it allows", async () => {
  await using story = await StormStory.start({ ...breaker, window: "5m" });
  for (let at = 0; at < 4; at++) {
    await story.mails(50, `Pump # ${"abcd"[at]} stopped`);
  }
  await story.pass(6 * minute);
  assert.equal(story.texts.length, 8);
  await story.mails(13, "Alarm");
  for (let at = 0; at < 13; at++) await story.mail(`Word ${"x".repeat(at)}`);
  await story.pass(minute);
  assert.match(story.cellpost.lines.join("\n"), /The breaker is open/);
  const before = story.texts.length;
  await story.mails(5, "Pump # a stopped");
  await story.pass(30 * minute);
  assert.equal(story.texts.length, before);
  await story.pass(40 * minute);
  assert.ok(story.texts.includes("Pump 5 a stopped (+4 more)"));
  story.assertConserved();
});

Deno.test("when the disk is full around the close, nothing is lost and all is told once", async () => {
  await using story = await StormStory.start({ ...breaker, window: "5m" });
  await story.mails(60, `Pump # stopped ${"x".repeat(900)}`);
  story.cellpost.fillDisk();
  await story.cellpost.says(/disk/);
  assert.equal(story.texts.length, 1);
  await story.pass(5 * minute);
  story.cellpost.freeDisk();
  await story.pass(2 * minute);
  assert.equal(story.texts.length, 2);
  assert.match(story.texts[1]!, /^Pump 60 .*\(\+58 more\)$/);
  story.assertConserved();
});
