import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { FakeModem } from "./support/fake_modem.ts";

const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };

Deno.test("a mail waits while another program has the database locked, and is queued when it lets go", async () => {
  await using cellpost = await Cellpost.start();
  await cellpost.usable();
  using rival = lockDatabase(cellpost);
  const sending = cellpost.send(mail);
  await cellpost.until(() => wholeMailCame(cellpost));
  assert.equal(rival.letGo(), 0);
  const { id, reply } = await sending;
  assert.equal(reply.code, 250);
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, [mail.text]);
});

Deno.test("a database that stays locked is 451 4.3.0, and everything goes on afterwards", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  await cellpost.usable();
  {
    using rival = lockDatabase(cellpost);
    const sending = cellpost.send(mail);
    let reply: number | undefined;
    sending.then((sent) => reply = sent.reply.code);
    while (reply === undefined) await clock.advance(100);
    const refused = await sending;
    assert.equal(refused.reply.code, 451);
    assert.match(
      refused.reply.lines.join(),
      /^4\.3\.0 .*locked.*end the other program/,
    );
    rival.letGo();
  }
  const id = await cellpost.queue({ ...mail, text: "Once more" });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, ["Once more"]);
});

Deno.test("a lock in the middle of sending loses nothing and sends nothing twice", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock, behaviour: { latencyMs: 1_000 } });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue(mail);
  // The PDU is with the modem, its fate cannot be written down.
  await cellpost.until(() =>
    cellpost.delivery(id).segments[0]?.pduStartedAt !== undefined
  );
  {
    using rival = lockDatabase(cellpost);
    await clock.advance(20_000);
    assert.deepEqual(modem.received, [mail.text]);
    assert.equal(cellpost.delivery(id).state, "sending");
    await cellpost.says(/locked.*end the other program/);
    rival.letGo();
  }
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
  const { attempts, possibleDuplicate } = cellpost.delivery(id);
  assert.deepEqual([attempts, possibleDuplicate], [1, false]);
});

Deno.test("a full disk is 452 4.3.1, and what was accepted before is safe and sent", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  modem.unplug();
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  cellpost.fillDisk();
  const accepted: string[] = [];
  let refusal = "";
  for (let count = 0; refusal === "" && count < 500; count++) {
    const text = `Alarm ${count} `.repeat(20).trim();
    const { id, reply } = await cellpost.send({ ...mail, text });
    if (id !== "") accepted.push(text);
    else refusal = `${reply.code} ${reply.lines.join()}`;
  }
  assert.match(refusal, /^452 4\.3\.1 .*full.*free space on its disk$/);
  modem.plug();
  await cellpost.says(/full.*free space on its disk$/);
  cellpost.freeDisk();
  await cellpost.until(() => modem.received.length === accepted.length);
  assert.deepEqual([...modem.received].sort(), accepted.toSorted());
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "delivered");
});

Deno.test("a disk that is full when the answer of the network comes costs no second SMS", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock, behaviour: { latencyMs: 1_000 } });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const id = await cellpost.queue({ ...mail, text: mail.text.repeat(30) });
  await cellpost.until(() => modem.segments.length === 1);
  cellpost.fillDisk();
  await clock.advance(10_000);
  cellpost.freeDisk();
  await cellpost.reaches(id, "delivered");
  assert.equal(modem.received.length, 1);
  assert.equal(new Set(modem.segments.map(({ pdu }) => pdu)).size, 3);
  assert.equal(modem.segments.length, 3);
});

/** Another program in the middle of a transaction. */
function lockDatabase(
  { folder }: Cellpost,
): Disposable & { letGo(): number } {
  const database = new DatabaseSync(join(folder, "cellpost.db"));
  database.exec("BEGIN IMMEDIATE");
  let isOpen = true;
  const close = () => {
    if (isOpen) database.close();
    isOpen = false;
  };
  return {
    letGo() {
      const row = database.prepare("SELECT count(*) AS n FROM message").get();
      close();
      return Number(row?.["n"]);
    },
    [Symbol.dispose]: close,
  };
}

function wholeMailCame({ trace }: Cellpost): boolean {
  return trace.smtp.some((line) => line.includes("(message of "));
}
