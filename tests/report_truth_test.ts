/** Each sender hears the truth of each recipient, once, whatever else goes on. */
import assert from "node:assert/strict";
import {
  anna,
  replyConfig,
  ReplyStory,
  zabbix,
} from "./support/reply_story.ts";
import { refuse, startReporting } from "./support/report_story.ts";
import { readReport } from "./support/smarthost.ts";

Deno.test("recipients of one mail that end at different times are told of one after the other", async () => {
  const { cellpost, smarthost } = await startReporting({
    faults: [refuse],
    config: { message: { timezone: "UTC" } },
  });
  await using _ = cellpost;
  const id = await cellpost.queue({
    from: "plc@plant.example",
    to: [`+491701234567@sms`, `+491707654321+at-2026-11-23T0805@sms`],
    text: "Pump 3 stopped",
  });
  await cellpost.until(() => smarthost.taken.length === 1);
  await cellpost.until(() => smarthost.taken.length === 2);
  const reports = await smarthost.reports;
  assert.deepEqual(
    reports.map((it) => [it.mail["X-Cellpost-Id"], it.subject]),
    [
      [id, "SMS not delivered to +491701234567"],
      [id, "SMS not delivered to +491707654321"],
    ],
  );
});

Deno.test("who has sent to somebody that wants no SMS any more is told just that", async () => {
  await using story = await ReplyStory.start({
    config: replyConfig({
      mail: { reports: "failure" },
      replies: { stop_words: ["STOP"] },
    }),
  });
  const { cellpost, smarthost } = story;
  await story.alarm();
  const later = await cellpost.queue({
    from: zabbix,
    to: `${anna}+at-2026-11-24T0800@sms`,
    text: "Good morning",
  });
  story.sms("Stop");
  await cellpost.reaches(later, "cancelled");
  await cellpost.until(() => smarthost.taken.length === 2);
  const mails = smarthost.taken.filter(({ body }) => body.includes(later));
  assert.equal(mails.length, 1);
  const [report] = await Promise.all(mails.map(readReport));
  console.log(report?.text, report?.recipients);
  assert.doesNotMatch(
    report?.text ?? "",
    /operator of the gateway has cancelled/,
  );
  assert.match(report?.text ?? "", /wants no SMS/);
  assert.equal(report?.recipients[0]?.["Status"], "5.7.1");
});
