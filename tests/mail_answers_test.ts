import assert from "node:assert/strict";
import {
  anna,
  answerTo,
  own,
  replyConfig,
  ReplyStory,
  zabbix,
} from "./support/reply_story.ts";

const ops = "ops@plant.example";
const day = 86_400_000;

Deno.test("an answer to cellpost's own address goes back as SMS by the same modem, without quotes and signature", async () => {
  await using story = await ReplyStory.start({ modems: 2 });
  const { cellpost } = story;
  const by = await story.alarm();
  for (const modem of [0, 1]) {
    story.sms("On my way", { modem });
    const mails = await story.mailed(modem + 1);
    const id = await cellpost.queue({
      from: zabbix,
      to: own,
      raw: answerTo(mails.at(-1)?.mail.messageId ?? ""),
    });
    await cellpost.reaches(id, "delivered");
    const { recipient, modem: took } = cellpost.delivery(id);
    assert.deepEqual([recipient, took], [anna, `modem${modem + 1}`]);
    assert.equal(cellpost.texts.at(-1), "Thanks");
  }
  assert.match(by, /^modem[12]$/);
});

Deno.test("over a restart, and from the number's own address where there is a reply domain", async () => {
  await using story = await ReplyStory.start({
    config: replyConfig({ mail: { reply_domain: "sms.plant.example" } }),
  });
  const { cellpost } = story;
  await story.alarm();
  story.sms("On my way");
  const [one] = await story.mailed(1);
  const address = `${anna}@sms.plant.example`;
  assert.deepEqual(one?.mail.from, { name: anna, address });
  await cellpost.restart();
  await cellpost.usable();
  const id = await cellpost.queue({
    from: zabbix,
    to: address,
    raw: answerTo(one?.mail.messageId ?? "", { text: "Good\nluck" }),
  });
  await cellpost.reaches(id, "delivered");
  assert.equal(cellpost.texts.at(-1), "Good\nluck");
  // And the next SMS answers that mail.
  story.sms("Done");
  const mails = await story.mailed(2);
  assert.equal(mails[1]?.mail.subject, "Re: Pump 3");
  assert.notEqual(mails[1]?.mail.inReplyTo, one?.mail.inReplyTo);
});

Deno.test("another modem takes an answer when the one of its SMS is gone", async () => {
  await using story = await ReplyStory.start({ modems: 2 });
  const { cellpost } = story;
  await story.alarm();
  story.sms("On my way", { modem: 1 });
  const [one] = await story.mailed(1);
  story.modems[1]!.unplug();
  const began = story.clock.now();
  const id = await cellpost.queue({
    from: zabbix,
    to: own,
    raw: answerTo(one?.mail.messageId ?? ""),
  });
  await cellpost.reaches(id, "delivered");
  assert.equal(cellpost.delivery(id).modem, "modem1");
  assert.ok(story.clock.now() - began >= 600_000);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

Deno.test("what cannot go back is refused in words", async () => {
  await using story = await ReplyStory.start({
    config: replyConfig({ mail: { reply_window: "1d" } }),
  });
  const { cellpost } = story;
  await story.alarm();
  story.sms("On my way");
  story.sms("Your code", { from: "ACME" });
  const mails = await story.mailed(2);
  const toAnna = mails.find(({ to }) => to[0] === zabbix)?.mail.messageId ?? "";
  const toAcme = mails.find(({ to }) => to[0] === ops)?.mail.messageId ?? "";
  const said = async (
    raw: string,
    { from = zabbix, to = own }: { from?: string; to?: string } = {},
  ) => {
    const { reply, recipients } = await cellpost.send({ from, to, raw });
    const last = recipients.at(-1)?.code === 250 ? reply : recipients.at(-1);
    return `${last?.code} ${last?.lines.join(" ")}`;
  };
  assert.match(
    await said(answerTo("<new@x>")),
    /^550 5\.1\.1 A mail to cellpost@/,
  );
  assert.match(await said(answerTo(toAcme)), /^550 5\.1\.1 .*"ACME"/);
  assert.match(await said(answerTo(toAnna), { from: "" }), /^550 5\.7\.1 /);
  const fields = "Auto-Submitted: auto-replied\n";
  assert.match(await said(answerTo(toAnna, { fields })), /^550 5\.7\.1 /);
  assert.match(
    await said(answerTo(toAnna, { fields }), { to: `${anna}@sms` }),
    /^550 5\.7\.1 /,
  );
  assert.match(await said(answerTo(toAnna)), /^250 /);
  await story.clock.advance(day + 60_000);
  assert.match(await said(answerTo(toAnna)), /^550 5\.1\.1 /);
});
