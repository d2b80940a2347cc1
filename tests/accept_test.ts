import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { SmtpClient } from "./support/smtp_client.ts";

Deno.test("a mail to a phone number leaves as an SMS with the same words", async () => {
  await using cellpost = await Cellpost.start();
  const sent = await cellpost.send({
    to: "+919812345678@sms.example",
    subject: "Alarm",
    text: "Pump 3 stopped",
  });
  assert.deepEqual(sent.recipients[0]?.lines, ["2.1.5 +919812345678"]);
  assert.equal(sent.reply.code, 250);
  assert.deepEqual(sent.reply.lines, [`2.0.0 Queued as ${sent.id}`]);
  await cellpost.reaches(sent.id, "delivered");
  const [sms, ...more] = cellpost.received;
  assert.deepEqual(more, []);
  assert.equal(sms?.recipient, "+919812345678");
  assert.equal(sms?.text, "Pump 3 stopped");
  assert.equal(sms?.segments, 1);
});

Deno.test("umlauts, the euro sign and emoji arrive as they were written", async () => {
  await using cellpost = await Cellpost.start();
  const texts = ["Öltank läuft über: 50 € für Müller", "Kessel aus 🔥 prüfen"];
  for (const text of texts) {
    const id = await cellpost.queue({ to: "+491701234567@sms", text });
    await cellpost.reaches(id, "delivered");
  }
  assert.deepEqual(cellpost.texts, texts);
  assert.deepEqual(cellpost.received.map(({ segments }) => segments), [1, 1]);
});

Deno.test("a text of three segments is one message again on the phone", async () => {
  await using cellpost = await Cellpost.start();
  const text = Array.from({ length: 45 }, (_, line) => `line ${line}`)
    .join("\n");
  const id = await cellpost.queue({ to: "+491701234567@sms", text });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, [text]);
  assert.equal(cellpost.received[0]?.segments, 3);
  assert.equal(cellpost.delivery(id).segmentCount, 3);
});

Deno.test("one bad recipient among several is refused, the others get their SMS", async () => {
  await using cellpost = await Cellpost.start({
    config: { message: { country: "DE" } },
  });
  const sent = await cellpost.send({
    to: [
      "0170 1234567@sms",
      "+1202555@sms",
      '"+491701111111; +491702222222"@sms',
      "anna@sms",
    ],
    text: "Tank leer",
  });
  assert.deepEqual(
    sent.recipients.map(({ code, lines }) => `${code} ${lines[0]}`),
    [
      "250 2.1.5 +491701234567",
      '553 5.1.3 "+1202555" is too short for a number with +1',
      "250 2.1.5 +491701111111, +491702222222",
      '550 5.1.1 No contact "anna"',
    ],
  );
  await cellpost.reaches(sent.id, "delivered");
  assert.deepEqual(
    cellpost.received.map(({ recipient, text }) => `${recipient} ${text}`)
      .sort(),
    [
      "+491701111111 Tank leer",
      "+491701234567 Tank leer",
      "+491702222222 Tank leer",
    ],
  );
});

Deno.test("a mail with no good recipient is not taken, and the log says why", async () => {
  await using cellpost = await Cellpost.start();
  const sent = await cellpost.send({ to: "0170 1234567@sms", text: "Hi" });
  assert.equal(sent.id, "");
  assert.equal(sent.reply.code, 553);
  assert.match(sent.reply.lines.join(), /^5\.1\.3 .*set \[message\] country/);
  assert.deepEqual(cellpost.store.list({ limit: 10 }), []);
  await cellpost.says(/^127\.0\.0\.1 <0170 1234567@sms> refused: 553 /);
});

Deno.test("a client outside of [smtp] allow is refused at RCPT", async () => {
  await using cellpost = await Cellpost.start({
    config: { smtp: { allow: ["10.0.0.0/8"] } },
  });
  const sent = await cellpost.send({ to: "+491701234567@sms", text: "Hi" });
  assert.deepEqual(sent.recipients, [
    { code: 550, lines: ["5.7.1 127.0.0.1 is not in [smtp] allow"] },
  ]);
  assert.equal(sent.id, "");
});

Deno.test("a mail to postmaster is kept for the operator and sent to nobody", async () => {
  await using cellpost = await Cellpost.start();
  const { reply } = await cellpost.send({
    to: "postmaster",
    from: "printer@plant.example",
    subject: "Toner low",
    text: "Please replace",
  });
  assert.equal(reply.code, 250);
  assert.deepEqual(
    cellpost.store.inbox(10).map(({ receivedAt: _, ...item }) => item),
    [{
      kind: "postmaster",
      from: "printer@plant.example",
      subject: "Toner low",
      text: "Please replace",
    }],
  );
  assert.deepEqual(cellpost.store.list({ limit: 10 }), []);
  assert.deepEqual(
    cellpost.lines.filter((line) => line.includes("Mail to postmaster"))
      .map((line) => line.slice(17)),
    ["Mail to postmaster from <printer@plant.example> kept in the inbox"],
  );
});

Deno.test("what a PLC sends as DATA, without a single header, is all text", async () => {
  await using cellpost = await Cellpost.start();
  for (const raw of ["ALARM: pump 3 stopped\n12:05 Boiler off", "Level high"]) {
    const id = await cellpost.queue({ to: "+491701234567@sms", raw });
    await cellpost.reaches(id, "delivered");
  }
  assert.deepEqual(cellpost.texts, [
    "ALARM: pump 3 stopped\n12:05 Boiler off",
    "Level high",
  ]);
});

Deno.test("a mail that is HTML only arrives as its words", async () => {
  await using cellpost = await Cellpost.start();
  const id = await cellpost.queue({
    to: "+491701234567@sms",
    raw: [
      "From: nagios@plant.example",
      "Subject: =?utf-8?B?U3TDtnJ1bmc=?=",
      "Content-Type: text/html; charset=utf-8",
      "",
      "<html><style>p{color:red}</style><p>Host <b>db1</b> is <i>down</i></p><p>since 12:05 &amp; counting</p></html>",
    ].join("\n"),
  });
  await cellpost.reaches(id, "delivered");
  const [text = ""] = cellpost.texts;
  assert.deepEqual(
    text.split(/\n+/),
    ["Host db1 is down", "since 12:05 & counting"],
  );
});

Deno.test("a mail without any words is refused", async () => {
  await using cellpost = await Cellpost.start();
  const { reply } = await cellpost.send({ to: "+491701234567@sms", raw: "" });
  assert.equal(reply.code, 554);
  assert.match(reply.lines.join(), /^5\.6\.0 /);
  assert.deepEqual(cellpost.store.list({ limit: 10 }), []);
});

Deno.test("a mail 10 MB over the limit is refused with 552, and the connection goes on", async () => {
  await using cellpost = await Cellpost.start({
    config: { smtp: { max_size: "1MB" } },
  });
  using client = await SmtpClient.connect(cellpost.address);
  await client.command("EHLO scanner.example");
  const declared = await client.command(
    "MAIL FROM:<a@b.example> SIZE=11000000",
  );
  assert.equal(declared.code, 552);
  await client.command("MAIL FROM:<a@b.example>");
  await client.command("RCPT TO:<+491701234567>");
  assert.equal((await client.command("DATA")).code, 354);
  const page = new TextEncoder().encode("scanned page\r\n".repeat(1_000));
  for (let sent = 0; sent < 11_000_000; sent += page.length) {
    await client.write(page);
  }
  const refusal = await client.command(".");
  assert.equal(refusal.code, 552);
  assert.match(refusal.lines.join(), /^5\.3\.4 /);
  assert.deepEqual(cellpost.store.list({ limit: 10 }), []);
  const { id } = await client.send({ to: "+491701234567@sms", text: "Next" });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, ["Next"]);
});

Deno.test("a client that goes away inside a mail leaves nothing in the queue", async () => {
  await using cellpost = await Cellpost.start();
  {
    using client = await SmtpClient.connect(cellpost.address);
    await client.command("EHLO camera.example");
    await client.command("MAIL FROM:<cam@plant.example>");
    await client.command("RCPT TO:<+491701234567>");
    assert.equal((await client.command("DATA")).code, 354);
    await client.write("Subject: Motion\r\n\r\nMotion at gate 2\r\n.\r");
  }
  await cellpost.says(
    /^127\.0\.0\.1 went away inside a mail: nothing of it was queued$/,
  );
  assert.deepEqual(cellpost.store.list({ limit: 10 }), []);
  assert.deepEqual(cellpost.texts, []);
});

Deno.test("a text that is too long is cut or refused, as the operator chose", async () => {
  const text = "All pumps of hall 7 report a fault. ".repeat(40);
  {
    await using cutting = await Cellpost.start({
      config: { message: { max_segments: 2 } },
    });
    const id = await cutting.queue({ to: "+491701234567@sms", text });
    await cutting.reaches(id, "delivered");
    assert.equal(cutting.received[0]?.segments, 2);
    assert.match(cutting.texts[0] ?? "", /\.\.\.$/);
    assert.ok(cutting.lines.some((it) => it.includes("2 segments (cut from")));
  }
  await using refusing = await Cellpost.start({
    config: { message: { max_segments: 2, when_too_long: "refuse" } },
  });
  const { reply } = await refusing.send({ to: "+491701234567@sms", text });
  assert.equal(reply.code, 552);
  assert.match(reply.lines.join(), /^5\.2\.3 .*10 segments.*limit is 2/i);
  assert.deepEqual(refusing.store.list({ limit: 10 }), []);
});
