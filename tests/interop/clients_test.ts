/** Mail programs that people really use, each against an appliance of its own with a simulated modem. */
import assert from "node:assert/strict";
import { arrivals } from "./support/arrivals.ts";
import { inFolder } from "./support/paths.ts";
import { serve } from "./support/served_appliance.ts";
import { runTool } from "./support/tools.ts";

const number = "+919812345678";

Deno.test("curl mails to number@domain", async () => {
  const sms = await arrivals(1, ({ port }) =>
    runTool("curl", [
      "-sS",
      `smtp://127.0.0.1:${port}`,
      ...["--mail-from", "plant@example.org"],
      ...["--mail-rcpt", `${number}@sms`, "-T", "-"],
    ], { stdin: "Subject: alarm\r\n\r\nPump 3 stopped: 80 °C\r\n" }));
  assert.deepEqual(sms, [{ recipient: number, text: "Pump 3 stopped: 80 °C" }]);
});

Deno.test("curl mails a text without any header to a bare number", async () => {
  const sms = await arrivals(1, ({ port }) =>
    runTool("curl", [
      "-sS",
      `smtp://127.0.0.1:${port}`,
      ...["--mail-from", "plant@example.org"],
      ...["--mail-rcpt", number, "-T", "-"],
    ], { stdin: "ALARM: pump 3 stopped\n12:05 Boiler off\n" }));
  const text = "ALARM: pump 3 stopped\n12:05 Boiler off";
  assert.deepEqual(sms, [{ recipient: number, text }]);
});

for (const pipelined of [false, true]) {
  const how = pipelined ? "swaks, pipelining," : "swaks";
  Deno.test(`${how} mails to a number with 00`, async () => {
    const sms = await arrivals(1, ({ port }) =>
      runTool("swaks", [
        ...["--server", `127.0.0.1:${port}`, "--from", "a@b.c"],
        ...["--to", "00919812345678@x.y", "--body", "Door open\\n.dot line"],
        ...(pipelined ? ["--pipeline"] : []),
      ]));
    const text = "Door open\n.dot line";
    assert.deepEqual(sms, [{ recipient: number, text }]);
  });
}

Deno.test("swaks mails to several recipients, bare ones too", async () => {
  const sms = await arrivals(2, ({ port }) =>
    runTool("swaks", [
      ...["--server", `127.0.0.1:${port}`, "--from", "a@b.c"],
      ...["--to", "0046701234567,+919812345678", "--body", "Door open"],
    ]));
  const recipients = sms.map(({ recipient }) => recipient).toSorted();
  assert.deepEqual(recipients, ["+46701234567", number]);
});

Deno.test("swaks is told at RCPT what is wrong with a number", async () => {
  await inFolder(async (folder) => {
    await using appliance = await serve({ folder });
    const rejected = assert.rejects(
      runTool("swaks", [
        ...["--server", `127.0.0.1:${appliance.port}`, "--from", "a@b.c"],
        ...["--to", "00919812@x.y", "--body", "Door open"],
      ]),
      /<\*\* 553 5\.1\.3 .*00919812/,
    );
    await rejected;
    await appliance.stop();
    assert.deepEqual(appliance.arrived, []);
  });
});

// smtplib writes its verbs in lower case, and takes whatever stands as recipient.
const smtplib = `
import smtplib, sys
from email.message import EmailMessage
mail = EmailMessage()
mail["Subject"] = "Alarm"
mail["From"] = "plant@example.org"
mail.set_content("Kühlwasser: 80 °C – zu heiß\\n")
mail.add_alternative("<p>Not this</p>", subtype="html")
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as smtp:
    for recipient in sys.argv[2:]:
        smtp.send_message(mail, to_addrs=[recipient])
`;

Deno.test("Python's smtplib mails to a bare number, twice in one connection", async () => {
  const sms = await arrivals(2, ({ port }) =>
    runTool("python3", [
      ...["-c", smtplib, `${port}`, number, '"+46 70-123 45 67"@sms'],
    ]));
  const text = "Kühlwasser: 80 °C – zu heiß";
  assert.deepEqual(sms, [
    { recipient: number, text },
    { recipient: "+46701234567", text },
  ]);
});

Deno.test("s-nail mails to number@domain", async () => {
  const sms = await arrivals(1, ({ port }) =>
    runTool("s-nail", [
      ...["-:/", "-S", "v15-compat", "-S", `mta=smtp://127.0.0.1:${port}`],
      ...["-S", "smtp-auth=none", "-S", "from=plant@example.org"],
      ...[
        "-S",
        "hostname=client.example",
        "-s",
        "Alarm",
        `${number}@sms.example`,
      ],
    ], { stdin: "Pump 3 stopped\n", env: { HOME: "/nonexistent" } }));
  assert.deepEqual(sms, [{ recipient: number, text: "Pump 3 stopped" }]);
});

Deno.test("smtp-source mails 100 times in 10 sessions at once", async () => {
  const sms = await arrivals(100, ({ port }) =>
    runTool("smtp-source", [
      ...["-s", "10", "-m", "100", "-l", "150", "-f", "a@b.c"],
      ...["-t", number, `127.0.0.1:${port}`],
    ]));
  assert.equal(sms.length, 100);
  for (const { recipient, text } of sms) {
    assert.equal(recipient, number);
    assert.match(text, /^1X+\nX+$/);
  }
});
