import assert from "node:assert/strict";
import { Cellpost, type StoryOptions } from "./support/appliance.ts";
import { certificate, otherCertificate } from "./support/certificates.ts";
import {
  certificateFiles,
  certificateOptions,
  usersFile,
} from "./support/front_door.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { SmtpClient } from "./support/smtp_client.ts";

const number = "+491701234567";
const other = "+46701234567";
const password = "correct horse";

/** A gateway that many come to: TLS on both ways, users, a phone book, rules. */
function busyDoor(clock: ManualClock): StoryOptions {
  const listener = [
    { address: "127.0.0.1:0", tls: "starttls", auth: "required" },
    { address: "localhost:0", tls: "implicit", auth: "optional" },
  ];
  return {
    clock,
    modems: [new FakeModem({ clock })],
    files: {
      ...certificateFiles(),
      "users.toml": usersFile([{ name: "zabbix", password }]),
    },
    config: {
      smtp: { ...certificateOptions, listener },
      policy: { deny_numbers: ["+4990"] },
      message: { timezone: "UTC" },
      contacts: { anna: number, bo: other },
      groups: { oncall: ["anna", "bo"] },
      schedule: [{ group: "oncall", days: ["mon"], members: ["bo"] }],
      domains: { "flash.sms": { flash: true } },
      sender: [{ address: "zabbix@plant.example", prefix: "ZBX " }],
    },
  };
}

Deno.test("who logs in over STARTTLS sends an SMS, and nobody else by that listener", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start(busyDoor(clock));
  using client = await SmtpClient.connect(cellpost.addressOf(1));
  const plain = await client.command("EHLO zabbix");
  assert.ok(plain.lines.includes("STARTTLS"));
  assert.ok(!plain.lines.some((line) => line.startsWith("AUTH")));
  assert.equal((await client.login("zabbix", password)).code, 538);
  assert.equal((await client.command("MAIL FROM:<a@b.c>")).code, 530);
  await client.startTls(certificate.cert);
  const secured = await client.command("EHLO zabbix");
  assert.ok(secured.lines.includes("AUTH PLAIN LOGIN"));
  assert.equal((await client.command("MAIL FROM:<a@b.c>")).code, 530);
  const wrong = await cellpost.pass(client.login("zabbix", "wrong"));
  assert.equal(wrong.code, 535);
  assert.equal((await client.login("Zabbix", password)).code, 235);
  const sent = await client.send({ to: number, text: "Pump 3" });
  await cellpost.reaches(sent.id, "delivered");
  assert.deepEqual(cellpost.texts, ["Pump 3"]);
  const record = cellpost.store.list({ limit: 1 })[0];
  assert.ok(record !== undefined);
  assert.equal(cellpost.store.show(record.messageId)?.user, "zabbix");
  await cellpost.says(/could not log in as "zabbix": wrong password/);
});

Deno.test("a certificate that changes on disk is used for the next client, without a restart", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start(busyDoor(clock));
  const address = cellpost.addressOf(2);
  using before = await SmtpClient.connectTls(address, certificate.cert);
  cellpost.write("cert.pem", otherCertificate.cert);
  cellpost.write("key.pem", otherCertificate.key);
  await cellpost.says(/TLS goes on with a new certificate/);
  assert.equal((await before.command("NOOP")).code, 250);
  using after = await SmtpClient.connectTls(address, otherCertificate.cert);
  assert.equal(after.greeting.code, 220);
  await assert.rejects(SmtpClient.connectTls(address, certificate.cert));
});

Deno.test("names, groups, shifts and options reach the phones that they stand for", async () => {
  // An hour before Monday ends.
  const clock = new ManualClock({ nowMs: Date.UTC(2026, 10, 23, 23) });
  await using cellpost = await Cellpost.start(busyDoor(clock));
  const send = (...to: string[]) => cellpost.send({ to, text: "Pump 3" });
  const numbersOf = (id: string) =>
    cellpost.store.list({ limit: 100 })
      .filter((it) => it.messageId === id)
      .map((it) => it.recipient).sort();
  assert.deepEqual(numbersOf((await send("Anna@sms")).id), [number]);
  const monday = await send("oncall@sms");
  assert.deepEqual(numbersOf(monday.id), [other]);
  const flash = await send("anna@flash.sms", "bo+urgent@sms");
  assert.equal(cellpost.delivery(flash.id, number).wishes?.flash, true);
  const urgent = cellpost.delivery(flash.id, other).wishes;
  assert.deepEqual(urgent, { priority: "urgent" });
  const later = await send("anna+at-2026-11-24T0800@sms");
  assert.match(later.recipients[0]?.lines[0] ?? "", /2026-11-24 08:00/);
  const unknown = await send("carl@sms", "+49900123456@sms", "anna@sms");
  assert.deepEqual(
    unknown.recipients.map(({ code, lines }) =>
      `${code} ${lines[0]}`.slice(0, 9)
    ),
    ["550 5.1.1", "550 5.7.1", "250 2.1.5"],
  );
  assert.deepEqual(numbersOf(unknown.id), [number]);
  await cellpost.pass(clock.sleep(3_600_000));
  const tuesday = await send("oncall@sms");
  assert.deepEqual(numbersOf(tuesday.id), [other, number]);
});

Deno.test("a sender's own prefix stands in front of its text", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start(busyDoor(clock));
  const id = await cellpost.queue({
    from: "zabbix@plant.example",
    to: number,
    text: "Pump 3",
  });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, ["ZBX Pump 3"]);
});

Deno.test("one Message-ID in two transactions to different numbers makes two SMS", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const raw = "Message-ID: <1@plc>\nSubject: a\n\nPump 3";
  const one = await cellpost.queue({ to: number, raw });
  const second = await cellpost.queue({ to: other, raw });
  assert.notEqual(one, second);
  assert.equal(await cellpost.queue({ to: number, raw }), one);
  await cellpost.reaches(one, "delivered");
  await cellpost.reaches(second, "delivered");
  assert.equal(modem.received.length, 2);
  await cellpost.says(
    new RegExp(`^${one} came again .* for \\${number}: sent only once$`),
  );
});

Deno.test("the same text twice, each 250 followed by QUIT, makes two SMS", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const raw = "ALARM pump 3";
  const ids = [
    await cellpost.queue({ to: number, raw }),
    await cellpost.queue({ to: number, raw }),
  ];
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.notEqual(ids[0], ids[1]);
  assert.deepEqual(modem.received, [raw, raw]);
});

Deno.test("a client that was gone before it had sent anything after the 250 may send its mail again", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const mail = { to: number, raw: "ALARM pump 3" };
  let first = "";
  {
    using client = await SmtpClient.connect(cellpost.address);
    await client.command("HELO plc");
    first = (await client.send(mail)).id;
  }
  // Time stands still meanwhile, or it would be the client that was shown out.
  await unheard(cellpost, first);
  assert.equal(await cellpost.queue(mail), first);
  const third = await cellpost.queue(mail);
  assert.notEqual(third, first);
  await cellpost.reaches(third, "delivered");
  assert.deepEqual(modem.received, [mail.raw, mail.raw]);
});

Deno.test("a limit outlives a restart, and lets go in time", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({
    clock,
    modems: [new FakeModem({ clock })],
    config: { policy: { per_sender: ["2/hour"] } },
  });
  const mail = { to: number, text: "Pump 3" };
  await cellpost.queue(mail);
  await cellpost.queue(mail);
  await cellpost.restart();
  const refused = await cellpost.send(mail);
  assert.equal(refused.recipients[0]?.code, 450);
  assert.match(refused.recipients[0]?.lines[0] ?? "", /per_sender 2\/hour/);
  const from = "other@plant.example";
  assert.equal((await cellpost.send({ ...mail, from })).reply.code, 250);
  await cellpost.pass(clock.sleep(62 * 60_000));
  assert.equal((await cellpost.send(mail)).reply.code, 250);
});

/** Waits until the appliance has noticed that nobody heard the 250 of a mail. */
async function unheard(cellpost: Cellpost, id: string): Promise<void> {
  const { store } = cellpost;
  const { promise, resolve } = Promise.withResolvers<void>();
  const markUnheard = store.markUnheard.bind(store);
  store.markUnheard = async (marked) => {
    await markUnheard(marked);
    if (marked === id) resolve();
  };
  await promise;
}
