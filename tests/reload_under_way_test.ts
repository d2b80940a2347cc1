import assert from "node:assert/strict";
import { Cellpost, type StoryOptions } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { change, modemsOf } from "./support/reload_story.ts";
import { Smarthost } from "./support/smarthost.ts";

const minute = 60_000;
const anna = "+46701234567";
const lars = "+46702345678";
const mail = { to: `${anna}@sms`, text: "Pump 3 stopped" };
const longText = Array.from({ length: 60 }, (_, line) => `line ${line}`)
  .join("\n");

/** An appliance with modems that take their time. */
async function begin(
  options: Omit<StoryOptions, "clock" | "modems"> & { modems?: number } = {},
) {
  const clock = new ManualClock();
  const modems = Array.from(
    { length: options.modems ?? 1 },
    () => new FakeModem({ clock, behaviour: { latencyMs: 3_000 } }),
  );
  const cellpost = await Cellpost.start({ ...options, clock, modems });
  for (const at of modems.keys()) await cellpost.usable(`modem${at + 1}`);
  const pass = async (ms: number) => {
    const end = clock.monotonic() + ms;
    await cellpost.until(() => clock.monotonic() >= end);
  };
  return { clock, modems, cellpost, pass };
}

Deno.test("an SMS in flight goes out once and whole, whatever changes meanwhile", async () => {
  const { modems: [modem], cellpost, pass } = await begin();
  await using _ = cellpost;
  const id = await cellpost.queue({ ...mail, text: longText });
  await pass(4_000);
  assert.equal(cellpost.delivery(id).state, "sending");
  await change(cellpost, {
    delivery: { retry_first: "1s", on_uncertain: "hold", expire_after: "1h" },
    message: { max_segments: 1, validity: "expire", country: "SE" },
    policy: { deny_numbers: ["+46"], per_recipient: ["1/day"] },
    pool: [{ name: "p", modems: ["modem1"] }],
    route: [{ pool: "p" }],
    storm: { window: "5m", breaker: "1/10m" },
    quiet: [{ from: "00:00", to: "23:59" }],
  });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem?.received, [longText]);
  assert.equal(cellpost.delivery(id).attempts, 1);
});

Deno.test("a modem that is added takes SMS, and the others are not disturbed", async () => {
  const { modems: [roof], cellpost } = await begin();
  await using _ = cellpost;
  const told = cellpost.events.length;
  await cellpost.queue({ ...mail, text: longText });
  const view = await change(cellpost, {
    modem: [...modemsOf(cellpost), { name: "cellar", port: "sim:" }],
  });
  assert.deepEqual(view.live, [{
    path: "[[modem]] cellar",
    from: "not set",
    to: '{ name = "cellar", port = "sim:" }',
  }]);
  await cellpost.usable("cellar");
  const id = await cellpost.queue({ ...mail, text: "by the other one" });
  await cellpost.reaches(id, "delivered");
  assert.equal(cellpost.delivery(id).modem, "cellar (simulated)");
  await cellpost.until(() => roof?.received.length === 1);
  const states = cellpost.events.slice(told).filter(({ room, event }) =>
    room === "modem" && event.kind === "state" && event.status.name === "modem1"
  );
  assert.deepEqual(states, []);
});

Deno.test("a modem that is taken out sends what it has begun, and nothing more", async () => {
  const { modems, cellpost, pass } = await begin({ modems: 2 });
  await using _ = cellpost;
  const ids: string[] = [];
  for (let n = 1; n <= 6; n++) {
    ids.push(await cellpost.queue({ ...mail, text: `${n} ${longText}` }));
  }
  await pass(4_000);
  const [first = {}] = modemsOf(cellpost);
  await change(cellpost, { modem: [first] });
  // It is still busy, and seen until it has gone.
  assert.equal(cellpost.status("modem2").name, "modem2");
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.deepEqual(modems.map(({ received }) => received.length), [5, 1]);
  assert.ok(ids.every((id) => cellpost.delivery(id).attempts === 1));
  assert.throws(() => cellpost.status("modem2"), /No modem modem2/);
});

Deno.test("a modem whose section changes leaves after its SMS and comes back with the same name", async () => {
  const { modems: [modem], cellpost, pass } = await begin();
  await using _ = cellpost;
  const first = await cellpost.queue({ ...mail, text: longText });
  await pass(4_000);
  const [section = {}] = modemsOf(cellpost);
  const view = await change(cellpost, {
    modem: [{ ...section, per_hour: 1, name: "modem1" }],
  });
  assert.deepEqual(view.live.map(({ path }) => path), [
    "[[modem]] modem1 name",
    "[[modem]] modem1 per_hour",
  ]);
  await cellpost.reaches(first, "delivered");
  const second = await cellpost.queue(mail);
  await cellpost.until(() => cellpost.status().state === "limited");
  const third = await cellpost.queue({ ...mail, text: "Pump 4 stopped" });
  await cellpost.reaches(second, "delivered");
  await pass(minute);
  assert.equal(cellpost.delivery(third).state, "queued");
  const [limited = {}] = modemsOf(cellpost);
  await change(cellpost, { modem: [{ ...limited, per_hour: 100 }] });
  await cellpost.reaches(third, "delivered");
  assert.deepEqual(modem?.received, [longText, mail.text, "Pump 4 stopped"]);
});

Deno.test("what waits for a pool that is no more goes by the new routes", async () => {
  const { modems, cellpost, pass } = await begin({
    modems: 2,
    config: {
      pool: [{ name: "a", modems: ["modem1"], failover_after: "24h" }],
      route: [{ pool: "a" }],
    },
  });
  await using _ = cellpost;
  modems[0]?.unplug();
  await cellpost.until(() => cellpost.status("modem1").state !== "usable");
  const id = await cellpost.queue(mail);
  await pass(minute);
  assert.equal(cellpost.delivery(id).state, "queued");
  await change(cellpost, {
    pool: [{ name: "b", modems: ["modem2"] }],
    route: [{ pool: "b" }],
  });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modems.map(({ received }) => received.length), [0, 1]);
});

Deno.test("quiet hours that come hold back what waits, and let it go when they are taken away", async () => {
  const { cellpost, pass } = await begin({
    config: { message: { timezone: "UTC" } },
  });
  await using _ = cellpost;
  await cellpost.queue({ ...mail, text: longText });
  const waiting = await cellpost.queue(mail);
  await change(cellpost, {
    quiet: [{ from: "07:00", to: "20:00" }],
  });
  await pass(5 * minute);
  assert.deepEqual(cellpost.texts, [longText]);
  assert.match(cellpost.delivery(waiting).reason, /^Quiet hours until/);
  await change(cellpost, { quiet: undefined });
  await cellpost.reaches(waiting, "delivered");
});

Deno.test("a window of a storm outlasts other changes, and what it has gathered goes out when it is turned off", async () => {
  const { cellpost, pass } = await begin({
    config: { storm: { window: "10m" } },
  });
  await using _ = cellpost;
  await cellpost.queue(mail);
  await cellpost.queue(mail);
  await change(cellpost, { smtp: { dedupe_window: "0s" } });
  await cellpost.queue(mail);
  await cellpost.queue({ ...mail, text: "Pump 4 stopped" });
  await pass(5 * minute);
  assert.deepEqual(cellpost.texts, [mail.text]);
  await pass(6 * minute);
  assert.equal(cellpost.texts.length, 2);
  assert.match(cellpost.texts[1] ?? "", /Pump 4 stopped.*\(\+2 more\)/s);
  await cellpost.queue(mail);
  await cellpost.queue(mail);
  await change(cellpost, { storm: undefined });
  const last = await cellpost.queue({ ...mail, text: "Pump 5 stopped" });
  await cellpost.reaches(last, "delivered");
  await pass(11 * minute);
  assert.equal(cellpost.store.counts().queued, 0);
});

Deno.test("what a long window has gathered goes out as soon as the window is shorter, or gone", async () => {
  for (const storm of [{ window: "5m" }, undefined]) {
    const { cellpost, pass } = await begin({
      config: { storm: { window: "24h" } },
    });
    await using _ = cellpost;
    await cellpost.queue(mail);
    await pass(6 * minute);
    const gathered = await cellpost.queue(mail);
    await pass(minute);
    assert.equal(cellpost.texts.length, 1);
    await change(cellpost, { storm });
    await pass(minute);
    assert.equal(cellpost.texts.length, 2);
    assert.match(cellpost.delivery(gathered).state, /sent|delivered/);
  }
});

Deno.test("what a storm has gathered waits for no quiet hours that are taken away", async () => {
  const { cellpost, pass } = await begin({
    config: {
      message: { timezone: "UTC" },
      storm: { window: "1m" },
      quiet: [{ from: "07:00", to: "20:00" }],
    },
  });
  await using _ = cellpost;
  for (let count = 0; count < 5; count++) await cellpost.queue(mail);
  await pass(5 * minute);
  assert.deepEqual(cellpost.texts, []);
  await change(cellpost, { quiet: undefined });
  await pass(minute);
  assert.equal(cellpost.store.counts().queued, 0);
});

Deno.test("a breaker that is taken away lets go what it has held back", async () => {
  const { cellpost, pass } = await begin({
    config: { storm: { breaker: "1/10m", breaker_rest: "6h" } },
  });
  await using _ = cellpost;
  await cellpost.queue(mail);
  const held = await cellpost.queue({ ...mail, to: `${lars}@sms` });
  await pass(minute);
  assert.equal(cellpost.received.length, 1);
  await change(cellpost, { storm: undefined });
  await cellpost.until(() => cellpost.received.length === 2);
  assert.match(cellpost.delivery(held).state, /sent|delivered|merged/);
});

Deno.test("an escalation that waits for a group that is no more passes it over, and says so", async () => {
  const { cellpost, pass } = await begin({
    config: {
      message: { status_report: false },
      contacts: { lars, anna },
      groups: { oncall: ["lars"], boss: ["anna"] },
      escalation: [{
        for: [anna],
        until: "answer",
        after: "10m",
        to: ["oncall", "boss"],
      }],
    },
  });
  await using _ = cellpost;
  await cellpost.queue(mail);
  await change(cellpost, {
    groups: { oncall: undefined },
    escalation: [{ for: [anna], until: "answer", to: ["boss"] }],
  });
  await pass(11 * minute);
  assert.deepEqual(cellpost.received.map(({ recipient }) => recipient), [
    anna,
    anna,
  ]);
  await cellpost.says(
    /escalates to oncall \(step 1 of 2\), where nobody is on call: the next/,
  );
});

Deno.test("with a relay that comes reports go out, and with its end none", async () => {
  const smarthost = new Smarthost();
  const { modems: [modem], cellpost, pass } = await begin({
    mailer: smarthost.mailer,
  });
  await using _ = cellpost;
  const fails = async () => {
    modem?.plan({ at: "AT+CMGS", instead: "\r\n+CMS ERROR: 1\r\n" });
    const id = await cellpost.queue({ ...mail, from: "plc@plant.example" });
    await cellpost.reaches(id, "failed");
    await pass(minute);
  };
  await fails();
  assert.equal(smarthost.taken.length, 0);
  const relay = { relay: "relay.example", from: "sms@plant.example" };
  await change(cellpost, { smtp: { dedupe_window: "0s" }, mail: relay });
  await fails();
  assert.equal(smarthost.taken.length, 1);
  await change(cellpost, { mail: { reports: "off" } });
  await fails();
  await change(cellpost, { mail: undefined });
  await fails();
  assert.equal(smarthost.taken.length, 1);
});

Deno.test("alarms begin and end with [admin], and what was told is not told again", async () => {
  const smarthost = new Smarthost();
  const { modems: [modem], cellpost, pass } = await begin({
    mailer: smarthost.mailer,
    config: { mail: { relay: "relay.example", from: "sms@plant.example" } },
  });
  await using _ = cellpost;
  modem?.unplug();
  await pass(20 * minute);
  assert.equal(smarthost.taken.length, 0);
  await change(cellpost, { admin: { mail: ["ops@plant.example"] } });
  await pass(20 * minute);
  const told = smarthost.taken.length;
  assert.ok(told > 0);
  await change(cellpost, { admin: { queue_after: "40m" } });
  await pass(20 * minute);
  assert.equal(smarthost.taken.length, told);
  modem?.plug();
  await cellpost.usable();
  await pass(20 * minute);
  assert.ok(smarthost.taken.length > told);
});
