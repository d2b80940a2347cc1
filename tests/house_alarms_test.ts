import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import {
  bothUsable,
  mail,
  pass,
  posted,
  states,
  told,
  twoModems,
} from "./support/alarm_story.ts";
import { FakeModem } from "./support/fake_modem.ts";

Deno.test("an SMS of an alarm that has not left when all is well again is withdrawn", async () => {
  const { roof, cellar, options } = twoModems({ remind_every: "10m" });
  let free = 1e12;
  await using cellpost = await Cellpost.start({
    ...options,
    freeBytes: () => free,
  });
  await bothUsable(cellpost);
  // They look well, and take nothing.
  for (const modem of [roof, cellar]) {
    modem.plan({ at: "AT+CMGS", instead: "", times: Infinity });
  }
  free = 1e6;
  await cellpost.until(() => cellpost.store.counts().queued === 1);
  // Reminders come and go: one waits.
  await pass(cellpost, 25);
  const waiting = cellpost.store.list({ limit: 100 })
    .filter((it) => it.state === "queued" || it.state === "sending")
    .filter(({ messageId }) =>
      cellpost.store.show(messageId)?.message.text.includes("are free")
    );
  assert.equal(waiting.length, 1);
  assert.ok(cellpost.store.counts().cancelled >= 1);
  free = 1e12;
  await pass(cellpost, 3);
  for (const modem of [roof, cellar]) modem.heal();
  await bothUsable(cellpost);
  await pass(cellpost, 10);
  assert.deepEqual(
    told(cellpost).filter((it) => it.includes("disk")).map((it) =>
      it.replace(/\d+ minutes/, "")
    ),
    ["The disk of the queue has room again (1000.0 GB are free) after "],
  );
});

Deno.test("a queue that stands still is told, and that it moves again", async () => {
  const { clock, options } = twoModems({ queue_after: "20m" });
  // Well, and yet it takes nothing.
  const slow = new FakeModem({ clock });
  await using cellpost = await Cellpost.start({
    ...options,
    modems: [{ port: slow, settings: { min_gap: "2m" } }],
  });
  await cellpost.usable("modem1");
  for (let at = 0; at < 15; at++) {
    await cellpost.queue({ ...mail, text: `Alarm ${at}` });
  }
  await pass(cellpost, 25);
  assert.match(
    String(posted(cellpost).find((it) => it["alarm"] === "queue")?.["text"]),
    /^An SMS has waited for 2[01] minutes, and [0-9]+ wait$/,
  );
  await pass(cellpost, 60);
  assert.deepEqual(states(cellpost, "queue"), ["raised", "cleared"]);
  assert.ok(told(cellpost).some((it) => /^The queue moves again/.test(it)));
});

Deno.test("a disk that fills up is told before mails are refused", async () => {
  const { options } = twoModems({ disk_free: "500MB" });
  let free = 2e9;
  await using cellpost = await Cellpost.start({
    ...options,
    freeBytes: () => free,
  });
  await bothUsable(cellpost);
  await pass(cellpost, 5);
  free = 180e6;
  await pass(cellpost, 1);
  assert.deepEqual(told(cellpost), [
    "Only 180 MB are free on the disk of the queue: make room, or mails will be refused",
  ]);
  // Neither little nor enough.
  free = 520e6;
  await pass(cellpost, 30);
  assert.equal(told(cellpost).length, 1);
  free = 1.2e9;
  await pass(cellpost, 3);
  assert.equal(
    told(cellpost)[1],
    "The disk of the queue has room again (1.2 GB are free) after 31 minutes",
  );
});

Deno.test("trouble with the database is told as soon as that can be written, and its end", async () => {
  const { options } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  cellpost.fillDisk();
  const full = async () => {
    const { reply } = await cellpost.send({
      ...mail,
      text: `${cellpost.clock.now()} is full `.repeat(30),
    });
    return reply.code === 452;
  };
  for (let count = 0; count < 500 && !await full(); count++);
  for (let round = 0; round < 8; round++) {
    await pass(cellpost, 0.25);
    await full();
  }
  cellpost.freeDisk();
  await pass(cellpost, 1.3);
  const about = () => told(cellpost).filter((it) => it.includes("database"));
  assert.equal(about().length, 1);
  assert.match(about()[0]!, /disk is full.*free space on its disk/);
  await pass(cellpost, 5);
  assert.match(
    about().toSorted().join("\n"),
    /^The database works again after [2-4] minutes\nThe queue's database[^\n]*$/,
  );
});

Deno.test("a low balance is told over a restart once, and that it is well again", async () => {
  const { clock, options } = twoModems();
  let left = "9.50";
  const paid = new FakeModem({
    clock,
    ussd: () => ({ m: 0, text: `Balance: ${left} EUR`, afterMs: 1_000 }),
  });
  const balance = {
    ussd: "*100#",
    every: "10m",
    pattern: "([0-9.]+) EUR",
    low: 5,
  };
  await using cellpost = await Cellpost.start({
    ...options,
    modems: [{ port: paid, settings: { balance } }],
  });
  await cellpost.usable("modem1");
  await pass(cellpost, 5);
  assert.deepEqual(told(cellpost), []);
  left = "3.20";
  await pass(cellpost, 15);
  await cellpost.restart();
  await pass(cellpost, 30);
  assert.deepEqual(told(cellpost), [
    "Balance of modem modem1 is down to 3.2: top it up",
  ]);
  left = "25.00";
  await cellpost.restart();
  await pass(cellpost, 15);
  assert.match(
    told(cellpost)[1]!,
    /^Balance of modem modem1 is 25 again after/,
  );
});

Deno.test("a modem that has used up its quota is told, and that it may send again", async () => {
  // The day ends in half an hour.
  const nowMs = Date.UTC(2026, 10, 23, 23, 30);
  const { clock, options } = twoModems({}, nowMs);
  const modems = ["one", "two"].map((name) => new FakeModem({ clock, name }));
  await using cellpost = await Cellpost.start({
    ...options,
    config: { ...options.config, message: { timezone: "UTC" } },
    modems: [{ port: modems[0]!, settings: { daily_quota: 1 } }, modems[1]!],
  });
  await bothUsable(cellpost);
  for (const text of ["One", "Two", "Three"]) {
    await cellpost.queue({ ...mail, text });
  }
  await pass(cellpost, 1);
  assert.match(told(cellpost)[0]!, /^Modem modem1 has used up its quota: /);
  await pass(cellpost, 33);
  assert.ok(
    told(cellpost).some((it) => it.startsWith("Modem modem1 has quota")),
  );
});
