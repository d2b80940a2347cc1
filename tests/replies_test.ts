import assert from "node:assert/strict";
import { deliversOf } from "../src/modem/mod.ts";
import {
  anna,
  own,
  replyConfig,
  ReplyStory,
  zabbix,
} from "./support/reply_story.ts";

const ops = "ops@plant.example";
const day = 86_400_000;

Deno.test("an SMS goes to whoever has sent to its number, in the thread of that mail, and is told of in one line", async () => {
  await using story = await ReplyStory.start({
    config: replyConfig({ contacts: { anna: "+46 70 123 45 67" } }),
  });
  await story.alarm();
  story.sms("På väg 🚗");
  const [one] = await story.mailed(1);
  assert.ok(one);
  const { mail } = one;
  assert.deepEqual([one.from, one.to], ["", [zabbix]]);
  assert.equal(mail.subject, "Re: Pump 3");
  assert.equal(mail.inReplyTo, "<alarm-1@plant.example>");
  assert.deepEqual(mail.from, { name: "anna (SMS)", address: own });
  assert.match(
    mail.text ?? "",
    /^På väg 🚗\n\n-- \nSMS from anna, \+46701234567, received by modem1 on 2026-11-23 09:0\d \(Europe\/Stockholm\)\nAn answer to this mail goes back as SMS/,
  );
  await story.cellpost.says(
    /^SMS 1 from \+46701234567 by modem1 goes by mail to <zabbix@plant\.example>$/,
  );
  assert.ok(story.cellpost.lines.every((it) => !it.includes("På väg")));
});

Deno.test("the last who sent counts; nobody, a null sender or the window's end send it to inbox_to, in words", async () => {
  await using story = await ReplyStory.start({
    config: replyConfig({ mail: { reply_window: "2d" } }),
  });
  story.sms("Nobody has sent yet");
  await story.mailed(1);
  await story.alarm({ id: "1@x", subject: "First" });
  await story.alarm({
    id: "2@x",
    subject: "Second",
    from: "nagios@plant.example",
  });
  await story.alarm({ id: "3@x", subject: "Third", from: "" });
  story.sms("Two have");
  await story.mailed(2);
  await story.clock.advance(2 * day + 60_000);
  story.sms("Long ago", { from: anna });
  const mails = await story.mailed(3);
  assert.deepEqual(
    mails.map(({ to, mail }) => [to.join(), mail.subject, mail.inReplyTo]),
    [
      [ops, "SMS from +46701234567", undefined],
      ["nagios@plant.example", "Re: Second", "<2@x>"],
      [ops, "SMS from +46701234567", undefined],
    ],
  );
  assert.match(
    mails[2]?.mail.text ?? "",
    /^Nobody has sent to this number by mail in the last 2d$/m,
  );
});

Deno.test("by another SIM it goes to the one who has sent", async () => {
  await using story = await ReplyStory.start({ modems: 2 });
  const by = await story.alarm();
  const other = by === "modem1" ? 1 : 0;
  story.sms("Only Zabbix could be meant", { modem: other });
  const [mail] = await story.mailed(1);
  assert.deepEqual(mail?.to, [zabbix]);
});

Deno.test("a name and what is no number go to inbox_to, and the mail says that they cannot be answered", async () => {
  await using story = await ReplyStory.start();
  await story.alarm();
  story.sms("Your code is 4711", { from: "ACME" });
  const [one] = await story.mailed(1);
  assert.deepEqual(one?.to, [ops]);
  assert.match(one?.mail.text ?? "", /"ACME" is no number that can be dialled/);
});

Deno.test("parts that never came are told of, in the mail too", async () => {
  await using story = await ReplyStory.start({
    config: replyConfig({ delivery: { segment_timeout: "10m" } }),
  });
  await story.alarm();
  const [first, , third] = deliversOf({
    from: anna,
    text: "long ".repeat(80),
    at: story.clock.now(),
    reference: 9,
  });
  assert.ok(first && third);
  story.modems[0]!.sendTo(first, third);
  const [one] = await story.mailed(1);
  assert.deepEqual(one?.to, [zabbix]);
  assert.match(one?.mail.text ?? "", /^1 of its 3 parts never came$/m);
});

Deno.test("without a relay nothing is kept for later: what came before it was configured stays in the inbox", async () => {
  await using story = await ReplyStory.start({ config: {} });
  const { cellpost } = story;
  await story.alarm();
  story.sms("Before");
  await cellpost.until(() => cellpost.store.inbox(9).length === 1);
  const before = Deno.readTextFileSync(`${cellpost.folder}/config.toml`);
  const mail =
    `[mail]\nrelay = "relay.example"\nfrom = "${own}"\ninbox_to = "${ops}"\n`;
  cellpost.write("config.toml", `${before}\n${mail}`);
  await cellpost.restart();
  await cellpost.usable();
  story.sms("After");
  const mails = await story.mailed(1);
  // What was sent before is nobody's yet.
  assert.deepEqual(mails.map((it) => it.to), [[ops]]);
  assert.match(mails[0]?.mail.text ?? "", /^After/);
});

// ── kill -9 ────────────────────────────────────────────────────────────────

for (const kept of [1, 2, 3]) {
  Deno.test(`killed when ${kept} of three SMS are in the inbox, each goes by mail once`, async () => {
    await using story = await ReplyStory.start();
    const { cellpost } = story;
    await story.alarm();
    for (const text of ["One", "Two", "Three"]) story.sms(text);
    await cellpost.until(() => cellpost.store.inbox(9).length >= kept);
    await cellpost.crash();
    await cellpost.start();
    const mails = await story.mailed(3);
    const texts = mails.map(({ mail }) => mail.text?.split("\n")[0]);
    assert.deepEqual(texts.toSorted(), ["One", "Three", "Two"]);
    await cellpost.restart();
    assert.equal((await story.mails()).length, 3);
  });
}

for (const point of ["AT+CMGR", "AT+CMGD"]) {
  Deno.test(`killed at ${point}, an SMS goes by mail once`, async () => {
    await using story = await ReplyStory.start();
    const { cellpost, modems: [modem] } = story;
    assert.ok(modem);
    await story.alarm();
    const asked = () =>
      modem.commands.filter((it) => it.startsWith(point)).length;
    const before = asked();
    story.sms("One");
    await cellpost.until(() => asked() > before);
    await cellpost.crash();
    await cellpost.start();
    await cellpost.until(() => modem.card.messages.size === 0);
    await story.mailed(1);
    await cellpost.restart();
    assert.equal((await story.mails()).length, 1);
  });
}

Deno.test("killed while the relay is down, the mail goes out once when it is back", async () => {
  await using story = await ReplyStory.start();
  const { cellpost, smarthost } = story;
  await story.alarm();
  smarthost.verdict = "down";
  story.sms("On my way");
  await cellpost.until(() => smarthost.tries > 0);
  await cellpost.crash();
  smarthost.verdict = "take";
  await cellpost.start();
  await cellpost.until(() => smarthost.taken.length > 0);
  await cellpost.usable();
  await story.clock.advance(3_600_000);
  const [sent, ...others] = smarthost.taken;
  assert.deepEqual([sent?.from, sent?.to, others.length], ["", [zabbix], 0]);
  assert.match(sent?.body ?? "", /^In-Reply-To: <alarm-1@plant\.example>\r$/m);
});

// ── many ───────────────────────────────────────────────────────────────────

for (const [limits, expected] of [[{ total: [] }, 1000], [{}, 200]] as const) {
  Deno.test(`of a thousand SMS at once, ${expected} go by mail, the oldest first, each once`, async () => {
    await using story = await ReplyStory.start({
      config: replyConfig({ replies: limits }),
    });
    const { cellpost } = story;
    const joining = { waitMs: 1_000, textOf: () => "Hello" };
    await Promise.all(
      Array.from({ length: 1_000 }, (_, at) =>
        cellpost.store.receive({
          modem: "modem1",
          kind: "sms",
          sender: `+4670${1_000_000 + at}`,
          receivedAt: story.clock.now(),
          sentAt: undefined,
          pdu: "00",
          fingerprint: String(at),
        }, joining)),
    );
    await cellpost.restart();
    await cellpost.says(/^SMS 1000 from /);
    const mails = await story.mailed(expected);
    const ids = Array.from({ length: expected }, (_, at) => at + 1);
    assert.deepEqual(mails.map((it) => it.inboxId), ids);
    assert.equal(story.smarthost.taken.length, expected);
  });
}
