import assert from "node:assert/strict";
import { deliversOf } from "../src/modem/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";

const minute = 60_000;
const anna = "+46701111111";
const bert = "+46702222222";
const boss = "+46703333333";
const text = "Pump 3 stopped";

type Escalation = Readonly<Record<string, unknown>>;

interface Story {
  readonly clock: ManualClock;
  readonly modem: FakeModem;
  readonly cellpost: Cellpost;
}

/** One modem and one rule; reports do not come unless a story wants them. */
async function begin(
  escalation: Escalation,
  options: {
    readonly reports?: boolean;
    readonly config?: Escalation;
    readonly nowMs?: number;
  } = {},
): Promise<Story> {
  const { nowMs, reports = false, config = {} } = options;
  const clock = new ManualClock(nowMs === undefined ? {} : { nowMs });
  const modem = new FakeModem({ clock, behaviour: { reports } });
  const cellpost = await Cellpost.start({
    clock,
    modems: [modem],
    config: {
      contacts: { anna, bert, boss },
      escalation: [{ after: "10m", to: ["bert", "boss"], ...escalation }],
      ...config,
    },
  });
  await cellpost.usable();
  return { clock, modem, cellpost };
}

/** Lets so many minutes pass. */
async function pass({ cellpost, clock }: Story, minutes: number) {
  const end = clock.monotonic() + minutes * minute;
  await cellpost.until(() => clock.monotonic() >= end);
}

/** Who got what, in the order of their arrival. */
function arrived({ modem }: Story): readonly string[] {
  return modem.messages.map((it) => `${it.recipient} ${it.text}`);
}

async function answer(
  { cellpost, clock, modem }: Story,
  sms: { readonly from: string; readonly text: string },
): Promise<void> {
  modem.sendTo(...deliversOf({ ...sms, at: clock.now() }));
  const before = cellpost.store.inbox(99).length;
  await cellpost.until(() => cellpost.store.inbox(99).length > before);
}

/** How many escalations are open. */
function open({ cellpost }: Story): number {
  return cellpost.store.escalations.open(0, 99).length;
}

Deno.test("a message without a report goes to the next one after each wait, and then to the log", async () => {
  const story = await begin({});
  await using cellpost = story.cellpost;
  const id = await cellpost.queue({ to: "anna@sms", text });
  await pass(story, 9);
  assert.deepEqual(arrived(story), [`${anna} ${text}`]);
  await pass(story, 2);
  assert.deepEqual(arrived(story).slice(1), [`${bert} [ESC] ${text}`]);
  await pass(story, 10);
  assert.deepEqual(arrived(story).slice(2), [`${boss} [ESC] ${text}`]);
  await pass(story, 60);
  assert.equal(arrived(story).length, 3);
  assert.deepEqual(
    cellpost.lines.filter((it) =>
      /escalat|confirmed/.test(it) &&
      it.startsWith(id)
    ),
    [
      `${id} escalates to bert (step 1 of 2): ${bert}`,
      `${id} escalates to boss (step 2 of 2): ${boss}`,
      `${id} was confirmed by nobody in 2 steps: look after it yourself`,
    ],
  );
  assert.equal(open(story), 0);
});

Deno.test("a report stops it, also one of somebody who got it later", async () => {
  const story = await begin({}, { reports: true });
  await using cellpost = story.cellpost;
  const first = await cellpost.queue({ to: "anna@sms", text });
  await cellpost.reaches(first, "delivered");
  await pass(story, 30);
  assert.deepEqual(arrived(story), [`${anna} ${text}`]);
  assert.match(
    cellpost.lines.join("\n"),
    /escalates no further: it was delivered/,
  );
  // The phone of the first one is off: only the second one's report comes.
  story.modem.plan({ at: "pdu", instead: "\r\n+CMGS: 77\r\n\r\nOK\r\n" });
  await cellpost.queue({ to: "anna@sms", text: "Again" });
  await pass(story, 60);
  assert.deepEqual(arrived(story).slice(1), [`${bert} [ESC] Again`]);
  assert.equal(open(story), 0);
});

Deno.test("what is refused goes on at once, and what cannot be sent when its time is up", async () => {
  const story = await begin({});
  await using cellpost = story.cellpost;
  story.modem.plan({ at: "pdu", instead: "\r\n+CMS ERROR: 1\r\n" });
  const refused = await cellpost.queue({ to: "anna@sms", text });
  await cellpost.reaches(refused, "failed");
  await pass(story, 1);
  assert.deepEqual(arrived(story), [`${bert} [ESC] ${text}`]);
  story.modem.unplug();
  await cellpost.until(() => cellpost.status().state === "unplugged");
  await cellpost.queue({ to: "anna@sms", text: "Out" });
  await pass(story, 11);
  assert.equal(
    cellpost.store.list({ limit: 99, state: "queued" }).filter((it) =>
      it.recipient === bert
    ).length,
    1,
  );
});

Deno.test("what waits for an answer is not content with a report, and any recipient may answer", async () => {
  const rule = { until: "answer", word: "OK", for: ["anna", "boss"] };
  const story = await begin(rule, { reports: true });
  await using cellpost = story.cellpost;
  const id = await cellpost.queue({ to: ["anna@sms", "boss@sms"], text });
  await cellpost.reaches(id, "delivered");
  await answer(story, { from: bert, text: "OK" });
  await answer(story, { from: anna, text: "What is it?" });
  await pass(story, 11);
  assert.equal(arrived(story).length, 3);
  await answer(story, { from: boss, text: "ok" });
  await pass(story, 30);
  assert.equal(arrived(story).length, 3);
  assert.match(
    cellpost.lines.join("\n"),
    /escalates no further: it was answered/,
  );
  // Nor does an old answer count for a new message.
  await cellpost.queue({ to: "anna@sms", text: "Again" });
  await pass(story, 11);
  assert.equal(arrived(story).at(-1), `${bert} [ESC] Again`);
  await answer(story, { from: bert, text: "OK." });
  await pass(story, 30);
  assert.equal(arrived(story).at(-1), `${bert} [ESC] Again`);
});

Deno.test("kills, restarts and a clock that is set back make neither two steps nor none", async () => {
  const story = await begin({ to: ["bert", "boss", "anna"] });
  await using cellpost = story.cellpost;
  const { clock } = story;
  await cellpost.queue({ to: "anna@sms", text });
  for (let round = 0; round < 8; round++) {
    await pass(story, 2);
    await cellpost.crash();
    await cellpost.start();
    await cellpost.usable();
  }
  await pass(story, 0.5);
  assert.deepEqual(arrived(story).slice(1), [`${bert} [ESC] ${text}`]);
  const { dueAt } = cellpost.store.escalations.open(0, 1)[0]!;
  const left = (dueAt - clock.now()) / minute;
  clock.jump(clock.now() - 5 * 3_600_000);
  await pass(story, left / 2);
  clock.jump(clock.now() + 9 * 3_600_000);
  await pass(story, left / 2 - 1.2);
  assert.equal(arrived(story).length, 2);
  await pass(story, 1.5);
  assert.deepEqual(arrived(story).slice(2), [`${boss} [ESC] ${text}`]);
  await cellpost.stop();
  // It was off when the step was due.
  await clock.advance(3 * 3_600_000);
  await cellpost.start();
  await cellpost.usable();
  await pass(story, 1);
  assert.deepEqual(arrived(story).slice(3), [`${anna} [ESC] ${text}`]);
});

Deno.test("a kill at the very moment of a step, whatever is on disk, makes one SMS of it", async () => {
  const story = await begin({ to: ["bert"] });
  await using cellpost = story.cellpost;
  const { clock } = story;
  await cellpost.queue({ to: "anna@sms", text });
  await pass(story, 9.9);
  // Turn by turn through the step, killed at each.
  for (let kill = 0; kill < 12; kill++) {
    await clock.advance(1_000);
    for (let turn = 0; turn < kill; turn++) await Promise.resolve();
    await cellpost.crash();
    await cellpost.start();
  }
  await cellpost.usable();
  await pass(story, 12);
  const steps = cellpost.store.list({ limit: 99 })
    .filter((it) => it.recipient === bert);
  assert.equal(steps.length, 1);
  assert.ok(arrived(story).includes(`${bert} [ESC] ${text}`));
  assert.equal(open(story), 0);
});

Deno.test("a group is whoever is on call when the step is made, and where nobody is the next one gets it", async () => {
  const config = {
    groups: { night: ["boss"], day: [] },
    schedule: [
      { group: "night", from: "08:05", to: "09:00", members: ["bert"] },
      { group: "day", from: "12:00", to: "13:00", members: ["anna"] },
    ],
    message: { timezone: "UTC" },
  };
  const nowMs = Date.UTC(2026, 10, 23, 8);
  const story = await begin({ to: ["night", "day", "boss"], after: "10m" }, {
    config,
    nowMs,
  });
  await using cellpost = story.cellpost;
  await cellpost.queue({ to: "anna@sms", text });
  await pass(story, 11);
  assert.deepEqual(arrived(story).slice(1), [`${bert} [ESC] ${text}`]);
  await pass(story, 10);
  assert.deepEqual(arrived(story).slice(2), [`${boss} [ESC] ${text}`]);
  assert.match(
    cellpost.lines.join("\n"),
    /escalates to day \(step 2 of 3\), where nobody is on call: the next one/,
  );
});

Deno.test("only what a rule is for escalates, and what cellpost makes itself does not", async () => {
  const rule = { for: ["anna"], from: ["plc@plant.example"], to: ["bert"] };
  const story = await begin({ ...rule, after: "1m", rounds: 2 });
  await using cellpost = story.cellpost;
  await cellpost.queue({ to: "boss@sms", text, from: "plc@plant.example" });
  await cellpost.queue({ to: "anna@sms", text, from: "it@plant.example" });
  await pass(story, 5);
  assert.equal(arrived(story).length, 2);
  assert.equal(open(story), 0);
  await cellpost.queue({ to: "anna@sms", text, from: "plc@plant.example" });
  await pass(story, 10);
  assert.deepEqual(arrived(story).slice(3), [
    `${bert} [ESC] ${text}`,
    `${bert} [ESC] ${text}`,
  ]);
});

Deno.test("what the operator cancels goes to nobody, and a mail that is sent again escalates once", async () => {
  const story = await begin({ for: ["anna"] });
  await using cellpost = story.cellpost;
  story.modem.unplug();
  await cellpost.until(() => cellpost.status().state === "unplugged");
  const raw = `Message-ID: <1@plc>

${text}
`;
  const mail = { to: "anna@sms", raw };
  const id = await cellpost.queue(mail);
  await cellpost.queue(mail);
  assert.equal(open(story), 1);
  await cellpost.store.cancel(
    cellpost.delivery(id).messageId,
    story.clock.now(),
  );
  await pass(story, 30);
  assert.equal(open(story), 0);
  assert.equal(cellpost.store.list({ limit: 99 }).length, 1);
});

Deno.test("what the operator cancels goes no further, whatever has become of the steps that were made", async () => {
  const story = await begin({ for: ["anna"] });
  await using cellpost = story.cellpost;
  story.modem.unplug();
  await cellpost.until(() => cellpost.status().state === "unplugged");
  const id = await cellpost.queue({ to: "anna@sms", text });
  await pass(story, 11);
  assert.equal(cellpost.store.list({ limit: 99 }).length, 2);
  await cellpost.store.cancel(
    cellpost.delivery(id).messageId,
    story.clock.now(),
  );
  await pass(story, 30);
  assert.equal(open(story), 0);
  assert.equal(cellpost.store.list({ limit: 99 }).length, 2);
});

Deno.test("what is accepted before a rule is taken away escalates by that rule", async () => {
  const story = await begin({});
  await using cellpost = story.cellpost;
  await cellpost.queue({ to: "anna@sms", text });
  await pass(story, 1);
  await cellpost.stop();
  const config = Deno.readTextFileSync(`${cellpost.folder}/config.toml`);
  const [without = ""] = config.split("[[escalation]]");
  const rest = config.slice(config.indexOf("[smtp]"));
  cellpost.write(
    "config.toml",
    without.includes("[smtp]") ? without : without + rest,
  );
  await cellpost.start();
  await cellpost.usable();
  await pass(story, 11);
  assert.deepEqual(arrived(story).slice(1), [`${bert} [ESC] ${text}`]);
});

Deno.test("a thousand messages without a report escalate together", async () => {
  const story = await begin({ for: ["anna"], to: ["bert"] });
  await using cellpost = story.cellpost;
  story.modem.unplug();
  await cellpost.until(() => cellpost.status().state === "unplugged");
  for (let at = 0; at < 20; at++) {
    await Promise.all(
      Array.from(
        { length: 50 },
        (_, index) =>
          cellpost.queue({ to: "anna@sms", text: `Alarm ${at}/${index}` }),
      ),
    );
  }
  assert.equal(cellpost.store.escalations.open(0, 9_999).length, 1_000);
  await pass(story, 11);
  assert.equal(cellpost.store.counts().queued, 2_000);
  await pass(story, 11);
  assert.equal(cellpost.store.escalations.nextAt(), undefined);
});

Deno.test("who says STOP takes only himself out: the next one gets what he has not confirmed", async () => {
  const story = await begin({}, {
    config: { replies: { stop_words: ["STOP"] }, message: { country: "SE" } },
  });
  await using cellpost = story.cellpost;
  const at = "2026-11-24T0800";
  const id = await cellpost.queue({ to: `anna+at-${at}@sms`, text });
  await answer(story, { from: anna, text: "Stop" });
  await cellpost.reaches(id, "cancelled");
  await pass(story, 1);
  assert.deepEqual(arrived(story), [`${bert} [ESC] ${text}`]);
});
