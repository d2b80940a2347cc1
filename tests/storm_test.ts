import assert from "node:assert/strict";
import { anna, bert, minute, StormStory } from "./support/storm_story.ts";

const window = { window: "5m" };

Deno.test("of 38 alarms alike the first goes out at once, the others as one when the window closes", async () => {
  await using story = await StormStory.start(window);
  await story.mails(38, "Pump # stopped at 12:00:#");
  assert.deepEqual(story.texts, ["Pump 1 stopped at 12:00:#"]);
  await story.pass(4 * minute);
  assert.equal(story.texts.length, 1);
  await story.pass(2 * minute);
  assert.deepEqual(story.texts.slice(1), [
    "Pump 38 stopped at 12:00:# (+36 more)",
  ]);
  story.assertConserved();
});

Deno.test("where the first waits, exactly one SMS leaves", async () => {
  await using story = await StormStory.start({ ...window, first: "wait" });
  await story.mails(38, "Pump # stopped");
  assert.deepEqual(story.texts, []);
  await story.pass(6 * minute);
  assert.deepEqual(story.texts, ["Pump 38 stopped (+37 more)"]);
  await story.mail("Pump 39 stopped");
  await story.pass(6 * minute);
  assert.deepEqual(story.texts.slice(1), ["Pump 39 stopped"]);
  story.assertConserved();
});

Deno.test("a single further text goes out as it is", async () => {
  await using story = await StormStory.start(window);
  const [, second] = await story.mails(2, "Pump # stopped");
  await story.cellpost.reaches(second!, "delivered");
  assert.deepEqual(story.texts, ["Pump 1 stopped", "Pump 2 stopped"]);
  const { acceptedAt, expiresAt } = story.cellpost.delivery(second!);
  assert.equal(expiresAt - acceptedAt, 24 * 60 * minute + 5 * minute);
});

Deno.test("a storm that goes on costs one SMS a window, and is over after a quiet one", async () => {
  await using story = await StormStory.start(window);
  for (let at = 0; at < 30; at++) {
    await story.mail(`Pump ${at} stopped`);
    await story.pass(minute);
  }
  await story.pass(6 * minute);
  assert.equal(story.texts.length, 1 + 6);
  story.assertConserved();
  await story.pass(6 * minute);
  await story.mail("Pump 30 stopped");
  assert.equal(story.texts.at(-1), "Pump 30 stopped");
});

Deno.test("other words, recipients, senders and kinds are storms of their own", async () => {
  await using story = await StormStory.start(window);
  await story.mail("Pump 1 stopped");
  await story.mail("Pump 1 started");
  await story.mail("Pump 1 stopped", { to: bert });
  await story.mail("Pump 1 stopped", { from: "zabbix@plant.example" });
  await story.mail("Pump 1 stopped", { to: `${anna}+urgent` });
  await story.mail("Pump 1 stopped", { to: `${anna}+flash` });
  await story.cellpost.until(() => story.texts.length === 6);
  await story.mail("PUMP 2   stopped");
  await story.mail("Pump 2 stopped", { to: `${anna}+urgent` });
  await story.pass(4 * minute);
  assert.equal(story.texts.length, 6);
  await story.pass(2 * minute);
  assert.deepEqual(story.texts.slice(6).toSorted(), [
    "PUMP 2   stopped",
    "Pump 2 stopped",
  ]);
});

Deno.test("of a mail's recipients only those wait who are in a storm", async () => {
  await using story = await StormStory.start(window);
  await story.mail("Pump 1 stopped");
  await story.mails(3, "Pump # stopped", { to: `"${anna},${bert}"` });
  assert.deepEqual(story.textsOf(bert), ["Pump 1 stopped"]);
  await story.pass(6 * minute);
  assert.deepEqual(story.textsOf(anna), [
    "Pump 1 stopped",
    "Pump 3 stopped (+2 more)",
  ]);
  assert.deepEqual(story.textsOf(bert), [
    "Pump 1 stopped",
    "Pump 3 stopped (+1 more)",
  ]);
});

Deno.test("a window goes over midnight", async () => {
  const nowMs = Date.UTC(2026, 10, 23, 23, 58);
  await using story = await StormStory.start(window, { nowMs });
  await story.mails(3, "Pump # stopped");
  await story.pass(6 * minute);
  assert.deepEqual(story.texts, ["Pump 1 stopped", "Pump 3 stopped (+1 more)"]);
});

Deno.test("a restart and a crash leave the window open", async () => {
  await using story = await StormStory.start(window);
  await story.mails(3, "Pump # stopped");
  await story.cellpost.restart();
  await story.mail("Pump 4 stopped");
  await story.cellpost.crash();
  await story.cellpost.start();
  await story.cellpost.usable();
  await story.mail("Pump 5 stopped");
  assert.deepEqual(story.texts, ["Pump 1 stopped"]);
  await story.pass(6 * minute);
  assert.deepEqual(story.texts.slice(1), ["Pump 5 stopped (+3 more)"]);
  story.assertConserved();
});

Deno.test("windows that closed while nobody was there close at the start, before anything of theirs goes out", async () => {
  await using story = await StormStory.start(window);
  await story.mails(5, "Pump # stopped");
  await story.cellpost.stop();
  await story.clock.advance(10 * 60 * minute);
  await story.cellpost.start();
  await story.pass(minute);
  assert.deepEqual(story.texts, ["Pump 1 stopped", "Pump 5 stopped (+3 more)"]);
  story.assertConserved();
});

Deno.test("killed at any moment around the close, each text is told once", async () => {
  for (let after = 0; after < 12; after++) {
    await using story = await StormStory.start(window);
    await story.mails(4, "Pump # stopped");
    await story.pass(5 * minute - 50);
    let left = after;
    const watched = story.cellpost.until(() =>
      --left < 0 || story.texts.length > 1
    );
    await watched;
    await story.cellpost.crash();
    await story.cellpost.start();
    await story.pass(20 * minute);
    const digests = story.texts.filter((it) =>
      it === "Pump 4 stopped (+2 more)"
    );
    assert.ok(digests.length >= 1, `${after}: ${story.texts.join()}`);
    // Twice only where the PDU was under way, and then it is marked.
    const marked = story.cellpost.store.list({ limit: 10 })
      .filter((it) => it.possibleDuplicate);
    assert.equal(digests.length - 1, marked.length);
    story.assertConserved();
  }
});

Deno.test("switched off, an open window still becomes one SMS", async () => {
  await using story = await StormStory.start(window);
  await story.mails(4, "Pump # stopped");
  await story.cellpost.stop();
  story.configure((text) => text.replace('window = "5m"', 'window = ""'));
  await story.cellpost.start();
  await story.cellpost.usable();
  await story.mails(2, "Pump # stopped");
  const texts = [
    "Pump 4 stopped (+2 more)",
    "Pump 1 stopped",
    "Pump 2 stopped",
  ];
  // Nobody waits for the end of a window that is no more.
  assert.deepEqual(story.texts.slice(1), texts);
  await story.pass(6 * minute);
  assert.deepEqual(story.texts.slice(1), texts);
  story.assertConserved();
});

Deno.test("a clock that is set back holds up no window", async () => {
  await using story = await StormStory.start(window);
  await story.mails(3, "Pump # stopped");
  story.clock.jump(story.clock.now() - 8 * 60 * minute);
  await story.mail("Pump 4 stopped");
  await story.pass(7 * minute);
  assert.deepEqual(story.texts, ["Pump 1 stopped", "Pump 4 stopped (+2 more)"]);
  story.assertConserved();
});

Deno.test("a clock that is set forward closes a window, and nothing goes out alone", async () => {
  await using story = await StormStory.start(window);
  await story.mails(3, "Pump # stopped");
  story.clock.jump(story.clock.now() + 30 * minute);
  await story.pass(2 * minute);
  assert.deepEqual(story.texts, ["Pump 1 stopped", "Pump 3 stopped (+1 more)"]);
});

Deno.test("not even where it is set ahead by years, as on a machine that learns the time after its start", async () => {
  for (const days of [1, 365, 20_000]) {
    await using story = await StormStory.start({
      ...window,
      per_sender: ["900/hour"],
    });
    await story.mails(40, "Pump # stopped");
    story.clock.jump(story.clock.now() + days * 24 * 60 * minute);
    await story.mail("Door open");
    await story.pass(3 * minute);
    assert.deepEqual(story.texts.toSorted(), [
      "Door open",
      "Pump 1 stopped",
      "Pump 40 stopped (+38 more)",
    ]);
    story.assertConserved();
  }
});

Deno.test("the operator sends or cancels single ones of those gathered", async () => {
  await using story = await StormStory.start(window);
  const ids = await story.mails(5, "Pump # stopped");
  const [retried, cancelled] = [ids[1]!, ids[2]!];
  const reason = story.cellpost.delivery(retried).reason;
  assert.equal(reason, "Gathered with texts like it ([storm])");
  await story.retry(retried);
  await story.cancel(cancelled);
  await story.cellpost.reaches(retried, "delivered");
  await story.pass(6 * minute);
  assert.deepEqual(story.texts, [
    "Pump 1 stopped",
    "Pump 2 stopped",
    "Pump 5 stopped (+1 more)",
  ]);
  assert.equal(story.cellpost.delivery(cancelled).state, "cancelled");
});

Deno.test("a mail that comes again because its client did not hear is no second text", async () => {
  await using story = await StormStory.start(window);
  await story.mail("Pump 1 stopped");
  const raw = "Message-ID: <2@plc>\n\nPump 2 stopped";
  const mail = { to: `${anna}@sms`, from: "plc@plant.example", raw };
  const id = await story.cellpost.queue(mail);
  assert.equal(await story.cellpost.queue(mail), id);
  await story.pass(6 * minute);
  assert.equal(await story.cellpost.queue(mail), id);
  assert.deepEqual(story.texts, ["Pump 1 stopped", "Pump 2 stopped"]);
});

Deno.test("a digest keeps the wishes of its texts and the sender's name", async () => {
  await using story = await StormStory.start(window);
  await story.mails(4, "Pump # stopped", { to: `${anna}+flash` });
  await story.pass(6 * minute);
  assert.equal(story.modem.messages[1]?.flash, true);
  const [digest] = story.cellpost.store.list({ limit: 1 });
  const record = story.cellpost.store.show(digest!.messageId);
  assert.equal(record?.madeBy, "merge");
  assert.equal(record?.reversePath, "plc@plant.example");
  assert.match(
    story.cellpost.lines.join("\n"),
    /accepted in the place of 3 for/,
  );
});
