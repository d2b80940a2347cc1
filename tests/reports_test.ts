import assert from "node:assert/strict";
import {
  anna,
  mailTo,
  refuse,
  relay,
  startReporting,
} from "./support/report_story.ts";
import { SmtpClient } from "./support/smtp_client.ts";

Deno.test("an SMS that cannot be delivered is told to its sender, in words and in fields", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  await using _ = cellpost;
  const id = await mailTo(cellpost, {
    to: `RCPT TO:<anna@sms> ORCPT=rfc822;anna@sms`,
    from: "MAIL FROM:<plc@plant.example> ENVID=QQ314159 RET=HDRS",
  });
  await cellpost.reaches(id, "failed");
  await cellpost.until(() => smarthost.taken.length === 1);
  const [report] = await smarthost.reports;
  assert.deepEqual([report?.from, report?.to], ["", "plc@plant.example"]);
  assert.equal(report?.subject, `SMS not delivered to ${anna}: Pumpe läuft`);
  assert.equal(report?.header["auto-submitted"], "auto-replied");
  assert.equal(report?.header["in-reply-to"], "<1@plant.example>");
  assert.equal(report?.header["references"], "<1@plant.example>");
  assert.match(
    report?.text ?? "",
    /Your mail "Pumpe läuft" was taken at 2026-11-23 \d\d:00/,
  );
  assert.match(report?.text ?? "", /Nobody has this number\./);
  assert.match(report?.text ?? "", /It was tried once/);
  assert.match(report?.text ?? "", /Check the number\./);
  assert.deepEqual(report?.mail, {
    "Original-Envelope-Id": "QQ314159",
    "Reporting-MTA": "dns; gw.example",
    "Arrival-Date": "Mon, 23 Nov 2026 08:00:00 +0000",
    "X-Cellpost-Id": id,
  });
  assert.equal(report?.recipients.length, 1);
  const { "Last-Attempt-Date": last, ...fields } = report?.recipients[0] ?? {};
  assert.match(last ?? "", /^Mon, 23 Nov 2026 08:0/);
  assert.deepEqual(fields, {
    "Original-Recipient": "rfc822; anna@sms",
    "Final-Recipient": "rfc822; anna@sms",
    "X-Actual-Recipient": `x-sms; ${anna}`,
    "Action": "failed",
    "Status": "5.1.1",
    "Diagnostic-Code": "x-sms; +CMS ERROR 1 (unassigned number)",
  });
  assert.equal(report?.returned.type, "text/rfc822-headers");
  assert.ok(!report?.returned.text.includes("bar"));
  assert.ok(cellpost.lines.includes(
    `${id} report (failed) to <plc@plant.example> written`,
  ));
  assert.ok(
    cellpost.lines.includes(`${id} report to plc@plant.example mailed`),
    cellpost.lines.join("\n"),
  );
});

Deno.test("with RET=FULL the text goes back, and says that it is all that is kept", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  await using _ = cellpost;
  await mailTo(cellpost, {
    from: "MAIL FROM:<plc@plant.example> RET=FULL",
  });
  await cellpost.until(() => smarthost.taken.length === 1);
  const [report] = await smarthost.reports;
  assert.equal(report?.returned.type, "message/rfc822");
  assert.match(report?.returned.text ?? "", /X-Cellpost-Note: only the text/);
  assert.match(report?.returned.text ?? "", /3 bar/);
});

Deno.test("nobody is told who does not want to be, cannot be, or is a program", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  await using _ = cellpost;
  const ids = [
    await mailTo(cellpost, { to: `RCPT TO:<${anna}@sms> NOTIFY=NEVER` }),
    await mailTo(cellpost, { to: `RCPT TO:<${anna}@sms> NOTIFY=SUCCESS` }),
    await mailTo(cellpost, { from: "MAIL FROM:<>" }),
    await mailTo(cellpost, { from: "MAIL FROM:<root>" }),
    await mailTo(cellpost, { header: "Auto-Submitted: auto-generated" }),
    await mailTo(cellpost, { header: "Precedence: bulk" }),
    await mailTo(cellpost, { header: "Precedence: list" }),
  ];
  for (const id of ids) await cellpost.reaches(id, "failed");
  const last = await mailTo(cellpost);
  await cellpost.until(() => smarthost.taken.length > 0);
  const reports = await smarthost.reports;
  assert.deepEqual(reports.map((it) => it.mail["X-Cellpost-Id"]), [last]);
  assert.deepEqual(cellpost.store.outbox.news(9), []);
});

Deno.test("delivered is told to who asks for it, and to nobody else", async () => {
  const { cellpost, smarthost } = await startReporting();
  await using _ = cellpost;
  const ids = [
    await mailTo(cellpost),
    await mailTo(cellpost, {
      to: `RCPT TO:<${anna}@sms> NOTIFY=FAILURE,DELAY`,
    }),
    await mailTo(cellpost, { to: `RCPT TO:<${anna}@sms> NOTIFY=SUCCESS` }),
  ];
  for (const id of ids) await cellpost.reaches(id, "delivered");
  await cellpost.until(() => smarthost.taken.length > 0);
  const [report, ...others] = await smarthost.reports;
  assert.deepEqual(others, []);
  assert.equal(report?.mail["X-Cellpost-Id"], ids[2]);
  assert.equal(report?.recipients[0]?.["Action"], "delivered");
  assert.equal(report?.recipients[0]?.["Status"], "2.0.0");
  assert.match(report?.text ?? "", /The phone has received the SMS\./);
});

Deno.test("where no report of the network can come, sent is told as relayed", async () => {
  const { cellpost, smarthost } = await startReporting({
    config: { message: { status_report: false, country: "DE" } },
  });
  await using _ = cellpost;
  const id = await mailTo(cellpost, {
    to: `RCPT TO:<${anna}@sms> NOTIFY=SUCCESS`,
  });
  await cellpost.reaches(id, "sent");
  await cellpost.until(() => smarthost.taken.length > 0);
  const [report] = await smarthost.reports;
  assert.equal(report?.recipients[0]?.["Action"], "relayed");
  assert.match(report?.text ?? "", /will not be known/);
});

Deno.test("what waits is told once, and later what became of it", async () => {
  const { cellpost, smarthost, clock } = await startReporting({
    faults: [{ ...refuse, instead: "\r\n+CMS ERROR: 331\r\n" }],
    config: { delivery: { expire_after: "2h" } },
  });
  await using _ = cellpost;
  const id = await mailTo(cellpost, { from: "MAIL FROM:<plc@plant.example>" });
  const accepted = clock.now();
  await cellpost.until(() => smarthost.taken.length === 1);
  const minutes = (clock.now() - accepted) / 60_000;
  assert.ok(minutes < 17, `${minutes} minutes`);
  const [late] = await smarthost.reports;
  assert.equal(late?.recipients[0]?.["Action"], "delayed");
  assert.match(late?.recipients[0]?.["Status"] ?? "", /^4\./);
  assert.equal(
    late?.recipients[0]?.["Will-Retry-Until"],
    "Mon, 23 Nov 2026 10:00:00 +0000".replace(
      "10:00:00",
      new Date(accepted + 7_200_000).toISOString().slice(11, 19),
    ),
  );
  assert.match(late?.text ?? "", /has not gone out yet/);
  await cellpost.reaches(id, "expired");
  await cellpost.until(() => smarthost.taken.length === 2);
  const [, failed] = await smarthost.reports;
  assert.equal(failed?.recipients[0]?.["Action"], "failed");
  assert.equal(failed?.recipients[0]?.["Status"], "4.4.7");
  assert.match(failed?.text ?? "", /could not be sent in time/);
  assert.match(failed?.text ?? "", /It was tried \d+ times, last at/);
});

Deno.test("one report tells of all recipients that ended together", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  await using _ = cellpost;
  const to = [anna, "+491701234568", "+491701234569"];
  const id = await cellpost.queue({ to, text: "3 bar", from: "a@b.example" });
  await cellpost.reaches(id, "failed");
  await cellpost.until(() => smarthost.taken.length > 0);
  const [report] = await smarthost.reports;
  assert.deepEqual(
    report?.recipients.map((it) => it["X-Actual-Recipient"]),
    to.map((it) => `x-sms; ${it}`),
  );
  assert.match(report?.subject ?? "", /^SMS not delivered to 3 numbers/);
});

Deno.test("recipients of one mail that end one after the other are each told of", async () => {
  const { cellpost, smarthost } = await startReporting({
    faults: [{ ...refuse, times: 1 }, {
      ...refuse,
      instead: "\r\n+CMS ERROR: 331\r\n",
    }],
  });
  await using _ = cellpost;
  const to = [anna, "+491701234568"];
  const id = await cellpost.queue({ to, text: "3 bar", from: "a@b.example" });
  await cellpost.until(() => smarthost.taken.length === 1);
  const { messageId } = cellpost.delivery(id);
  await cellpost.store.cancel(messageId, cellpost.clock.now());
  await cellpost.until(() => smarthost.taken.length === 2);
  const reports = await smarthost.reports;
  assert.deepEqual(
    reports.map((it) => it.recipients.map((of) => of["X-Actual-Recipient"])),
    to.map((it) => [`x-sms; ${it}`]),
  );
});

Deno.test("what an operator cancels is told, with or without a running appliance", async () => {
  const { cellpost, smarthost } = await startReporting({
    faults: [{ ...refuse, instead: "\r\n+CMS ERROR: 331\r\n" }],
  });
  await using _ = cellpost;
  const id = await mailTo(cellpost);
  const { messageId } = cellpost.delivery(id);
  await cellpost.store.cancel(messageId, cellpost.clock.now());
  await cellpost.restart();
  await cellpost.until(() => smarthost.taken.length > 0);
  const [report] = await smarthost.reports;
  assert.match(report?.text ?? "", /operator of the gateway has cancelled/);
  assert.equal(report?.recipients[0]?.["Status"], "5.3.0");
});

Deno.test("a mail that was merged into another SMS is told what became of that", async () => {
  const { cellpost, smarthost } = await startReporting({
    faults: [{ ...refuse, instead: "\r\n+CMS ERROR: 331\r\n", times: 1 }, {
      ...refuse,
    }],
    config: { delivery: { retry_first: "5m" } },
  });
  await using _ = cellpost;
  const one = await mailTo(cellpost);
  const two = await mailTo(cellpost, { from: "MAIL FROM:<b@plant.example>" });
  await cellpost.until(() =>
    [one, two].every((it) => cellpost.delivery(it).state === "queued")
  );
  const [first, second] = [cellpost.delivery(one), cellpost.delivery(two)];
  const record = cellpost.store.show(first.messageId);
  assert.ok(record);
  const { deliveries: ___, ...origin } = record;
  await cellpost.store.merge({
    ids: [first.deliveryId, second.deliveryId],
    at: cellpost.clock.now(),
    submission: {
      ...origin,
      id: "0000000000000001" as typeof origin.id,
      madeBy: "merge",
      expiresAt: first.expiresAt,
      segmentCount: 1,
      recipients: [first.recipient],
    },
  });
  await cellpost.until(() => smarthost.taken.length >= 2);
  const reports = await smarthost.reports;
  assert.deepEqual(
    reports.map((it) => [it.to, it.mail["X-Cellpost-Id"]]).toSorted(),
    [["b@plant.example", two], ["plc@plant.example", one]],
  );
  for (const { text, recipients } of reports) {
    assert.match(text, /went out in one SMS together with others/);
    assert.equal(recipients[0]?.["Action"], "failed");
  }
});

Deno.test("without a relay nothing is offered, kept or mailed", async () => {
  const { cellpost, smarthost } = await startReporting({
    faults: [refuse],
    config: { mail: {} },
  });
  await using _ = cellpost;
  using client = await SmtpClient.connect(cellpost.address);
  const { lines } = await client.command("EHLO client.example");
  assert.ok(!lines.includes("DSN"));
  const id = await mailTo(cellpost);
  await cellpost.reaches(id, "failed");
  assert.deepEqual(cellpost.store.outbox.news(9), []);
  assert.equal(cellpost.delivery(id).notification, undefined);
  assert.equal(smarthost.tries, 0);
});

Deno.test("with a relay DSN is offered, unless reports are off", async () => {
  for (const reports of ["failure", "asked", "off"]) {
    const { cellpost } = await startReporting({
      config: { mail: { ...relay, reports } },
    });
    await using _ = cellpost;
    using client = await SmtpClient.connect(cellpost.address);
    const { lines } = await client.command("EHLO client.example");
    assert.equal(lines.includes("DSN"), reports !== "off", reports);
  }
});
