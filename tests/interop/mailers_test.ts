/** More programs that people mail with: nodemailer, msmtp, ssmtp, and a person at a terminal. */
import assert from "node:assert/strict";
import { arrivals } from "./support/arrivals.ts";
import { inFolder } from "./support/paths.ts";
import { program } from "./support/program.ts";
import { SmtpClient } from "./support/smtp_client.ts";
import { runUnpacked } from "./support/tools.ts";

const number = "+919812345678";

Deno.test("nodemailer mails twice over one pooled connection", async () => {
  const mail = {
    envelope: { from: "plant@example.org", to: [number] },
    from: "Plant <plant@example.org>",
    to: "oncall@sms.example",
    subject: "Alarm",
  };
  const sms = await arrivals(2, ({ port }) =>
    program("nodemailer_client.ts", {
      transport: { host: "127.0.0.1", port, pool: true, maxConnections: 1 },
      mails: [
        { ...mail, text: "Öl: 80 °C\n.dot", html: "<p>Not this</p>" },
        { ...mail, html: "<p>Host <b>db1</b> is down</p>" },
      ],
    }));
  const texts = sms.map(({ text }) => text);
  assert.deepEqual(texts, ["Öl: 80 °C\n.dot", "Host db1 is down"]);
});

Deno.test("msmtp mails to a bare number", async () => {
  const sms = await arrivals(
    1,
    ({ port }) =>
      runUnpacked({ name: "msmtp", program: "usr/bin/msmtp" }, [
        ...["--host=127.0.0.1", `--port=${port}`, "--from=a@b.c", number],
      ], { stdin: "Subject: Alarm\n\nPump 3 stopped\n" }),
  );
  assert.deepEqual(sms, [{ recipient: number, text: "Pump 3 stopped" }]);
});

Deno.test("ssmtp says HELO, and puts its host behind a bare number", async () => {
  await inFolder(async (folder) => {
    const sms = await arrivals(1, async ({ port }) => {
      const config = `${folder}/ssmtp.conf`;
      const lines = `mailhub=127.0.0.1:${port}\nhostname=client.example\n`;
      await Deno.writeTextFile(config, lines);
      const ssmtp = { name: "ssmtp", program: "usr/sbin/ssmtp" };
      const said = await runUnpacked(
        ssmtp,
        [`-C${config}`, "-v", "00919812345678"],
        { stdin: "Subject: Alarm\n\nPump 3 stopped\n" },
      );
      assert.match(said, /HELO client\.example/);
      assert.match(said, /RCPT TO:<00919812345678@client\.example>/);
    });
    assert.deepEqual(sms, [{ recipient: number, text: "Pump 3 stopped" }]);
  });
});

Deno.test("who types at a terminal ends lines with LF alone", async () => {
  const sms = await arrivals(1, ({ port }) => typed(port, "\n.\r\n\r\n.\r\n"));
  const text = "Pump 3 stopped\n.";
  assert.deepEqual(sms, [{ recipient: number, text }]);
});

Deno.test("a terminal listed in lf_clients may end its mail so too", async () => {
  const sms = await arrivals(1, ({ port }) => typed(port, "\n.\n"), {
    smtp: 'lf_clients = ["127.0.0.1"]',
  });
  assert.deepEqual(sms, [{ recipient: number, text: "Pump 3 stopped" }]);
});

/** Mails a line that ends as told; every other line ends with LF. */
async function typed(port: number, end: string): Promise<void> {
  using client = await SmtpClient.connect(port);
  const lines = [
    "mail from: plant",
    `rcpt to: ${number}`,
    "data",
  ];
  for (const line of lines) {
    await client.send(`${line}\n`);
    assert.match(await client.reply() ?? "", /^(250|354) /);
  }
  await client.send(`Pump 3 stopped${end}`);
  assert.match(await client.reply() ?? "", /^250 2\.0\.0 Queued as /);
  await client.send("quit\n");
  assert.match(await client.reply() ?? "", /^221 /);
}
