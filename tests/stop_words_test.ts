import assert from "node:assert/strict";
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
