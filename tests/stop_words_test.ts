import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { runProgram } from "./support/program.ts";
import { anna, replyConfig, ReplyStory } from "./support/reply_story.ts";

const words = replyConfig({
  replies: {
    stop_words: ["STOP"],
    stop_confirmation: "No more SMS from us. START undoes it.",
  },
});

Deno.test("STOP cancels what waits, refuses what comes, over a restart, until START; both are mailed and told of", async () => {
  await using story = await ReplyStory.start({ config: words });
  const { cellpost } = story;
  await story.alarm();
  const later = await cellpost.queue({
    to: `${anna}+at-2026-11-24T0800@sms`,
    text: "Good morning",
  });
  story.sms("Stop!");
  await cellpost.says(
    /^SMS 1 from \S+ by modem1 puts \+46701234567 on the deny list, and goes by mail to/,
  );
  await cellpost.reaches(later, "cancelled");
  assert.equal(
    cellpost.delivery(later).reason,
    "Its number is on the deny list",
  );
  await cellpost.until(() =>
    cellpost.texts.includes("No more SMS from us. START undoes it.")
  );
  assert.equal(
    cellpost.delivery(later).reason,
    "Its number is on the deny list",
  );
  await cellpost.restart();
  await cellpost.usable();
  const { recipients: [refused] } = await cellpost.send({
    to: `${anna}@sms`,
    text: "Pump 4",
  });
  assert.equal(refused?.code, 550);
  assert.match(
    refused?.lines.join() ?? "",
    /^5\.7\.1 \+46701234567 wants no SMS/,
  );
  story.sms("STOP");
  story.sms("start", { reference: 8 });
  await cellpost.says(
    /takes \+46701234567 off the deny list, and goes by mail to/,
  );
  await story.alarm({ id: "after@x" });
  const mails = await story.mailed(3);
  assert.match(
    mails[0]?.mail.text ?? "",
    /^Its number is on the deny list now: mails to it are refused$/m,
  );
  const confirmed = cellpost.texts.filter((it) => it.startsWith("No more"));
  assert.equal(confirmed.length, 1);
});

Deno.test("without stop words, STOP is an SMS like any other", async () => {
  await using story = await ReplyStory.start();
  await story.alarm();
  story.sms("STOP");
  await story.mailed(1);
  await story.alarm({ id: "2@x" });
});

Deno.test("STOP works where nothing goes by mail", async () => {
  await using story = await ReplyStory.start({
    config: { replies: { stop_words: ["STOP"] }, message: { country: "SE" } },
  });
  story.sms("STOP");
  await story.cellpost.says(
    /puts \+46701234567 on the deny list, and stays in the inbox/,
  );
  assert.equal((await story.mails()).length, 0);
});

Deno.test("deny lists, adds and removes, through the running appliance and without it", async () => {
  await using cellpost = await Cellpost.start({
    config: { message: { country: "SE" }, contacts: { anna } },
  });
  const { folder } = cellpost;
  const waiting = await cellpost.queue({
    to: `${anna}+at-${tomorrow()}@sms`,
    text: "Good morning",
  });
  const deny = (...args: string[]) => runProgram(folder, "deny", ...args);
  assert.match((await deny("list")).stderr, /^Nobody is on the deny list$/m);
  const added = await deny("add", "anna");
  assert.equal(added.stdout, `${anna} is on the deny list now`, added.stderr);
  await cellpost.reaches(waiting, "cancelled");
  const { recipients: [refused] } = await cellpost.send({ to: "anna@sms" });
  assert.equal(refused?.code, 550);
  const sent = await runProgram(folder, "send", anna, "Hello");
  assert.deepEqual([sent.code, sent.stdout], [1, ""]);
  assert.match(sent.stderr, /wants no SMS from here/);
  await cellpost.stop();
  assert.match(
    (await deny("add", "0701234567")).stdout,
    /^\+46701234567 was on the deny list already$/m,
  );
  assert.match(
    (await deny("list")).stdout,
    /^\+46701234567 {2}since \S+ \S+ {2}by the operator$/m,
  );
  assert.match((await deny("remove", anna)).stdout, /is off the deny list$/m);
  assert.match(
    (await deny("remove", anna)).stdout,
    /was not on the deny list$/m,
  );
  const wrong = await deny("add", "nobody");
  assert.deepEqual([wrong.code, wrong.stdout], [1, ""]);
});

/** As `+at-` takes it. */
function tomorrow(): string {
  const at = new Date(Date.now() + 86_400_000).toISOString();
  return at.slice(0, 16).replace(":", "");
}
