import assert from "node:assert/strict";
import type { FakeModem } from "./support/fake_modem.ts";
import { usersFile } from "./support/front_door.ts";
import {
  assertNeverSplit,
  changeConfig,
  fleet,
  pool,
} from "./support/pool_fleet.ts";
import { SmtpClient } from "./support/smtp_client.ts";

const austrian = "+436641234567";
const german = "+491701234567";
const swede = "+46701234567";
const longText = Array.from({ length: 45 }, (_, line) => `line ${line}`)
  .join("\n");
const minute = 60_000;

Deno.test("each rule leads where it says: prefix, country, sender, user, group and priority", async () => {
  const { modems, begin } = fleet(["a", "b", "c", "d", "e", "f", "g"]);
  const pools = Object.keys(modems).map((name) => pool(`pool-${name}`, [name]));
  const password = "correct horse";
  await using cellpost = await begin({
    smtp: {
      listener: [{
        address: "127.0.0.1:0",
        auth: "required",
        auth_plaintext: true,
      }],
    },
    contacts: { lars: swede },
    groups: { oncall: ["lars"] },
    pool: pools,
    route: [
      { priority: "urgent", pool: "pool-f" },
      { group: "oncall", pool: "pool-e" },
      { prefix: ["+43664", "+43676"], pool: "pool-a" },
      { country: "at", pool: "pool-b" },
      { sender: "plant.example", user: "nobody", pool: "pool-b" },
      { sender: "plant.example", pool: "pool-c" },
      { user: "ZABBIX", country: ["DE", "SE"], pool: "pool-d" },
      { pool: "pool-g" },
    ],
  }, { files: { "users.toml": usersFile([{ name: "zabbix", password }]) } });
  const plain = (to: string, from = "me@home.example") => ({ to, from });
  const rows = [
    ["f", plain(`${austrian}+urgent@x`)],
    ["f", {
      ...plain(austrian),
      raw: "X-SMS-Priority: Urgent\nSubject: Pump\n\nf by header\n",
    }],
    ["e", plain("OnCall@x")],
    ["g", plain("lars@x")],
    ["a", plain(austrian)],
    ["b", plain("+4319876543")],
    ["c", plain(swede, "plc@plant.example")],
    ["g", plain(german)],
  ] as const;
  for (const [name, mail] of rows) {
    const text = `${name} ${mail.to} ${mail.from}`;
    const id = await cellpost.queue({ text, ...mail });
    await cellpost.reaches(id, "delivered");
    assert.equal(cellpost.delivery(id).modem, name, text);
    assert.equal(cellpost.delivery(id).route, `pool-${name}`);
  }
  using client = await SmtpClient.connect(cellpost.addressOf(1));
  await client.command("EHLO zabbix");
  await cellpost.pass(client.login("zabbix", password));
  const sent = await client.send({ to: german, text: "d" });
  await cellpost.reaches(sent.id, "delivered");
  assert.deepEqual(modems.d.received, ["d"]);
});

Deno.test("who has no route is refused at RCPT, and the rest of the mail goes out", async () => {
  const { modems, begin } = fleet(["a"]);
  await using cellpost = await begin({
    contacts: { anna: german },
    pool: [pool("austria", ["a"])],
    route: [
      { prefix: "+43900", refuse: true },
      { prefix: "+43", pool: "austria" },
    ],
  });
  const { id, recipients } = await cellpost.send({
    to: [
      german,
      austrian,
      "+43900123456",
      "anna@x",
      `"${austrian},${german}"@x`,
    ],
    text: "Pump 3 stopped",
  });
  assert.deepEqual(recipients.map(({ code }) => code), [
    550,
    250,
    550,
    550,
    550,
  ]);
  assert.deepEqual(recipients[0]?.lines, [
    `5.4.4 No route to ${german}: no [[route]] is for it; add one, or a last one that has only pool = "*"`,
  ]);
  assert.deepEqual(recipients[2]?.lines, [
    "5.7.1 No route to +43900123456: [[route]] #1 refuses it",
  ]);
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modems.a.messages.map((it) => it.recipient), [austrian]);
});

Deno.test("a modem in no pool serves what may go anywhere, and nothing else", async () => {
  const { modems, begin } = fleet(["in", "out"], { latencyMs: 2_000 });
  await using cellpost = await begin({
    pool: [pool("austria", ["in"])],
    route: [{ country: "AT", pool: "austria" }, { pool: "*" }],
  });
  for (let i = 0; i < 4; i++) {
    await cellpost.queue({ to: austrian, text: `AT ${i}` });
    await cellpost.queue({ to: german, text: `DE ${i}` });
  }
  await cellpost.until(() => cellpost.received.length === 8);
  const at = (it: FakeModem) => it.received.filter((it) => /^AT/.test(it));
  assert.equal(at(modems.in).length, 4);
  assert.equal(at(modems.out).length, 0);
  assert.ok(modems.out.received.length > 0);
});

Deno.test("free modems are given work by their shares, busy ones send what they can", async () => {
  const { modems, begin } = fleet(["big", "small"], { latencyMs: 2_000 });
  await using cellpost = await begin({
    pool: [pool("all", { big: 3, small: 1 })],
    route: [{ pool: "all" }],
  });
  for (let i = 0; i < 40; i++) {
    const id = await cellpost.queue({ to: german, text: `one by one ${i}` });
    await cellpost.reaches(id, "delivered");
  }
  const calm = [modems.big, modems.small].map((it) => it.received.length);
  assert.deepEqual(calm, [30, 10]);
  for (let i = 0; i < 20; i++) {
    await cellpost.queue({ to: german, text: `all at once ${i}` });
  }
  await cellpost.until(() => cellpost.received.length === 60);
  const small = modems.small.received.length - 10;
  assert.ok(small >= 9, `none stood by while work waited: ${small}`);
});

Deno.test("with keep_shares the shares hold even when all are busy", async () => {
  const { modems, begin } = fleet(["big", "small"], { latencyMs: 2_000 });
  await using cellpost = await begin({
    pool: [pool("all", { big: 3, small: 1 }, { keep_shares: true })],
    route: [{ pool: "all" }],
  });
  for (let i = 0; i < 40; i++) {
    await cellpost.queue({ to: german, text: `all at once ${i}` });
  }
  await cellpost.until(() => cellpost.received.length === 40);
  const busy = [modems.big, modems.small].map((it) => it.received.length);
  assert.deepEqual(busy, [30, 10]);
  // One that is gone is not waited for.
  modems.big.unplug();
  await cellpost.until(() => cellpost.status("big").state === "unplugged");
  for (let i = 0; i < 6; i++) {
    await cellpost.queue({ to: german, text: `alone ${i}` });
  }
  await cellpost.until(() => cellpost.received.length === 46);
  assert.equal(modems.small.received.length, 16);
});

Deno.test("another pool stands in when no modem of the first is usable for a while, and steps back", async () => {
  const { clock, modems, begin } = fleet(["a1", "a2", "b", "other"]);
  await using cellpost = await begin({
    pool: [
      pool("austria", ["a1", "a2"], { failover_after: "2m" }),
      pool("germany", ["b"]),
    ],
    route: [{ country: "AT", pool: "austria", failover: "germany" }, {
      pool: "*",
    }],
  });
  const send = async (text: string) => {
    const id = await cellpost.queue({ to: austrian, text });
    await cellpost.reaches(id, "delivered");
    return cellpost.delivery(id).modem;
  };
  modems.a1.unplug();
  await cellpost.until(() => cellpost.status("a1").state === "unplugged");
  assert.equal(await send("The second does it"), "a2");
  modems.a2.unplug();
  await cellpost.until(() => cellpost.status("a2").state === "unplugged");
  const goneAt = clock.monotonic();
  assert.equal(await send("Nobody is there"), "b");
  const waited = clock.monotonic() - goneAt;
  assert.ok(waited >= 2 * minute && waited < 2 * minute + 10_000, `${waited}`);
  assert.equal(await send("At once by now"), "b");
  modems.a1.plug();
  await cellpost.usable("a1");
  for (let i = 0; i < 3; i++) assert.equal(await send(`Back ${i}`), "a1");
  assert.deepEqual(modems.other.received, []);
});

Deno.test("what comes while a pool is down is sent as soon as another one may stand in", async () => {
  const { clock, modems, begin } = fleet(["a", "b"]);
  await using cellpost = await begin({
    pool: [
      pool("first", ["a"], { failover_after: "10s" }),
      pool("second", ["b"]),
    ],
    route: [{ pool: "first", failover: "second" }],
  });
  // Nothing else is due soon, so nobody looks at the queue by chance.
  await cellpost.queue({ to: `${austrian}+at-2026-11-25T0930`, text: "later" });
  modems.a.unplug();
  await cellpost.until(() => cellpost.status("a").state === "unplugged");
  const goneAt = clock.monotonic();
  const id = await cellpost.queue({ to: german, text: "By the other one" });
  await cellpost.reaches(id, "delivered");
  assert.ok(clock.monotonic() - goneAt < 20_000);
});

Deno.test("a half-sent text goes on where it began, though another pool has taken over", async () => {
  const { modems, begin } = fleet(["a", "b"]);
  await using cellpost = await begin({
    delivery: { resume_wait: "1h" },
    pool: [
      pool("first", ["a"], { failover_after: "10s" }),
      pool("next", ["b"]),
    ],
    route: [{ pool: "first", failover: "next" }],
  });
  modems.a.plan({ at: "prompt", after: "" });
  modems.a.plan({ at: "prompt", instead: "", then: "unplug" });
  const id = await cellpost.queue({ to: german, text: longText });
  await cellpost.until(() => modems.a.segments.length === 1);
  const short = await cellpost.queue({ to: german, text: "Short" });
  await cellpost.reaches(short, "delivered");
  assert.deepEqual(modems.b.received, ["Short"]);
  modems.a.plug();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modems.a.received, [longText]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
  assertNeverSplit(cellpost, [modems.a, modems.b]);
});

Deno.test("a recipient keeps its modem, over a restart, until that is away for sticky_wait", async () => {
  const { clock, modems, begin } = fleet(["a", "b", "c"], { latencyMs: 1_000 });
  await using cellpost = await begin({
    pool: [
      pool("all", ["a", "b", "c"], { sticky: true, sticky_wait: "5m" }),
    ],
    route: [{ pool: "all" }],
  });
  const modemsOf = (to: string) => {
    const entries = Object.entries<FakeModem>(modems);
    return entries.filter(([, it]) =>
      it.messages.some(({ recipient }) => recipient === to)
    ).map(([name]) => name);
  };
  // Also when several wait for somebody new.
  for (let i = 0; i < 5; i++) {
    for (const to of [austrian, german, swede]) {
      await cellpost.queue({ to, text: `${to} ${i}` });
    }
  }
  await cellpost.until(() => cellpost.received.length === 15);
  for (const to of [austrian, german, swede]) {
    assert.equal(modemsOf(to).length, 1, to);
  }
  await cellpost.restart();
  for (const name of ["a", "b", "c"]) await cellpost.usable(name);
  for (let i = 0; i < 3; i++) {
    const id = await cellpost.queue({ to: german, text: `again ${i}` });
    await cellpost.reaches(id, "delivered");
  }
  const [kept = ""] = modemsOf(german);
  assert.equal(modemsOf(german).length, 1);
  const held = modems[kept as "a"];
  held.unplug();
  await cellpost.until(() => cellpost.status(kept).state === "unplugged");
  const goneAt = clock.monotonic();
  const id = await cellpost.queue({ to: german, text: "By another" });
  await cellpost.reaches(id, "delivered");
  assert.ok(clock.monotonic() - goneAt >= 5 * minute);
  const next = cellpost.delivery(id).modem;
  assert.notEqual(next, kept);
  held.plug();
  await cellpost.usable(kept);
  const later = await cellpost.queue({ to: german, text: "By that one" });
  await cellpost.reaches(later, "delivered");
  assert.equal(cellpost.delivery(later).modem, next);
});

Deno.test("a modem that is ahead of its share still sends what a recipient keeps it for", async () => {
  const { modems, begin } = fleet(["a", "b"]);
  await using cellpost = await begin({
    pool: [pool("all", ["a", "b"], { sticky: true, keep_shares: true })],
    route: [{ pool: "all" }],
  });
  for (let i = 0; i < 5; i++) {
    const id = await cellpost.queue({ to: german, text: `all to one ${i}` });
    await cellpost.reaches(id, "delivered");
  }
  const counts = [modems.a, modems.b].map((it) => it.received.length);
  assert.deepEqual(counts.toSorted(), [0, 5]);
});

Deno.test("no message is split over SIMs whatever modems come and go under pools, shares and kept modems", async () => {
  const names = ["a", "b", "c", "d"] as const;
  const { clock, modems, begin } = fleet(names);
  await using cellpost = await begin({
    delivery: { resume_wait: "30s", retry_max: "30s", uncertain_wait: "30s" },
    pool: [
      pool("first", { a: 3, b: 1 }, {
        failover_after: "5s",
        sticky: true,
        sticky_wait: "20s",
      }),
      pool("next", ["c"], { failover_after: "5s", keep_shares: true }),
    ],
    route: [{ country: "AT", pool: "first", failover: ["next", "*"] }, {
      pool: "next",
      failover: "first",
    }],
  });
  const ids: string[] = [];
  for (let i = 0; i < 24; i++) {
    const name = names[Math.floor(clock.random() * 4)] ?? "a";
    const away = cellpost.status(name).state === "unplugged";
    if (away) modems[name].plug();
    else if (clock.random() < 0.4) {
      modems[name].plan({ at: "prompt", after: "" });
      modems[name].plan({ at: "prompt", instead: "", then: "unplug" });
    }
    const to = clock.random() < 0.5 ? austrian : german;
    ids.push(await cellpost.queue({ to, text: `${i}\n${longText}` }));
    const until = clock.monotonic() + clock.random() * 20_000;
    await cellpost.until(() => clock.monotonic() >= until);
  }
  for (const name of names) {
    modems[name].heal();
    if (cellpost.status(name).state === "unplugged") modems[name].plug();
  }
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assertNeverSplit(cellpost, Object.values(modems));
});

Deno.test("what waits for a pool that is gone from the config is routed anew, and nothing is stranded", async () => {
  const { modems, begin } = fleet(["a", "b"]);
  await using cellpost = await begin({
    pool: [pool("old-at", ["a"]), pool("old-de", ["a"])],
    route: [{ country: "AT", pool: "old-at" }, {
      country: "DE",
      pool: "old-de",
      failover: "old-at",
    }, { pool: "old-at" }],
  });
  modems.a.unplug();
  await cellpost.until(() => cellpost.status("a").state === "unplugged");
  const ids = [];
  for (const to of [austrian, german, swede]) {
    ids.push(await cellpost.queue({ to, text: `to ${to}` }));
  }
  await cellpost.stop();
  // Nobody is for Sweden now, but its mail was accepted.
  changeConfig(cellpost, {
    pool: [pool("new-at", ["b"]), pool("new-de", ["a"])],
    route: [
      { country: "AT", pool: "new-at" },
      { country: "DE", pool: "new-de" },
    ],
  });
  await cellpost.start();
  const [at = "", de = "", se = ""] = ids;
  await cellpost.reaches(at, "delivered");
  await cellpost.reaches(se, "delivered");
  assert.equal(cellpost.delivery(at).modem, "b");
  assert.equal(cellpost.delivery(at).route, "new-at");
  assert.equal(cellpost.delivery(de).route, "new-de");
  assert.equal(cellpost.delivery(se).route, undefined);
  modems.a.plug();
  await cellpost.reaches(de, "delivered");
  assert.deepEqual(modems.a.messages.map((it) => it.recipient), [german]);
});

Deno.test("without any routes left, what had one goes anywhere", async () => {
  const { modems, begin } = fleet(["a", "b"]);
  await using cellpost = await begin({
    pool: [pool("old", ["a"])],
    route: [{ pool: "old" }],
  });
  modems.a.unplug();
  await cellpost.until(() => cellpost.status("a").state === "unplugged");
  const id = await cellpost.queue({ to: german, text: "Go" });
  await cellpost.stop();
  changeConfig(cellpost, { pool: [], route: [] });
  await cellpost.start();
  await cellpost.reaches(id, "delivered");
  assert.equal(cellpost.delivery(id).modem, "b");
});
