import assert from "node:assert/strict";
import {
  anna,
  answerTo,
  own,
  replyConfig,
  ReplyStory,
  zabbix,
} from "./support/reply_story.ts";

Deno.test("no cellpost takes a mail about an SMS, not even its own", async () => {
  await using story = await ReplyStory.start();
  const { cellpost } = story;
  await story.alarm();
  story.sms("On my way");
  const [one] = await story.mailed(1);
  for (const from of ["", own]) {
    const { reply } = await cellpost.send({
      from,
      to: `${anna}@sms`,
      raw: one?.body.replaceAll("\r\n", "\n") ?? "",
    });
    assert.deepEqual([reply.code, reply.lines[0]?.slice(0, 5)], [554, "5.4.6"]);
  }
});

Deno.test("two cellposts whose SMS and mails lead to each other fall silent at once", async () => {
  await using left = await ReplyStory.start();
  await using right = await ReplyStory.start({
    config: replyConfig({ mail: { inbox_to: `${anna}@left.example` } }),
  });
  await left.alarm();
  // An SMS comes to the right one, which mails it to the left one.
  right.sms("Hello", { from: "+46709999999" });
  const [mail] = await right.mailed(1);
  assert.deepEqual(mail?.to, [`${anna}@left.example`]);
  const { reply } = await left.cellpost.send({
    from: "",
    to: `${anna}@left.example`,
    raw: mail?.body.replaceAll("\r\n", "\n") ?? "",
  });
  assert.equal(reply.code, 554);
});

Deno.test("a robot at the phone and one at the mailbox come to rest", async () => {
  await using story = await ReplyStory.start();
  const { cellpost } = story;
  await story.alarm();
  let sent = 0;
  let answered = 0;
  for (let round = 0; round < 30; round++) {
    story.sms(`Thank you for message ${round}`, { reference: round });
    sent++;
    const from = `SMS ${sent} from `;
    await cellpost.says(new RegExp(`^${from}`));
    const mails = await story.mails();
    if (mails.length === answered) break;
    answered = mails.length;
    // A ticket system that does not say what it is.
    await cellpost.queue({
      from: zabbix,
      to: own,
      raw: answerTo(mails.at(-1)?.mail.messageId ?? "", {
        text: `Ticket ${round} was opened`,
      }),
    });
  }
  assert.equal(answered, 20);
  assert.equal(sent, 21);
  await cellpost.says(
    /^SMS 21 from \+46701234567 by modem1 stays in the inbox: \[replies\] per_number is 20\/hour$/,
  );
});

Deno.test("a robot that always says the same is mailed three times an hour", async () => {
  await using story = await ReplyStory.start();
  await story.alarm();
  for (let round = 0; round < 5; round++) {
    await story.clock.advance(60_000);
    story.sms("I am driving");
    await story.cellpost.says(new RegExp(`^SMS ${round + 1} from `));
  }
  assert.equal((await story.mails()).length, 3);
  await story.cellpost.says(
    /stays in the inbox: the same text has come 3 times/,
  );
  await story.clock.advance(3_600_000);
  story.sms("I am driving");
  await story.mailed(4);
});
