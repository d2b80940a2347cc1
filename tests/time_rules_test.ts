import assert from "node:assert/strict";
import { decodeSubmit } from "../src/sms/mod.ts";
import { at, TimeStory } from "./support/time_story.ts";

const anna = "+491700000001";
const bo = "+491700000002";
const phoneBook = {
  contacts: { anna, bo },
  groups: { office: ["anna", "bo"], oncall: ["anna"] },
};
const nights = {
  ...phoneBook,
  quiet: [{ groups: ["office"], from: "23:30", to: "00:30" }],
};

Deno.test("an SMS goes out at the time of its header, and by the address where that has one", async () => {
  await using story = await TimeStory.begin("2026-11-23 09:00");
  const { cellpost } = story;
  const soon = "X-SMS-Send-At: 23.11.2026 09:20";
  const first = await story.queue(anna, "by header", soon);
  assert.equal(cellpost.delivery(first).nextAttemptAt, at("2026-11-23 09:20"));
  assert.equal(cellpost.delivery(first).expiresAt, at("2026-11-24 09:20"));
  await story.queue(`${bo}+at-2026-11-23T0930`, "by address", soon);
  const past = "X-SMS-Send-At: 2026-11-23 08:00";
  const now = await story.queue(anna, "past", past);
  await cellpost.reaches(now, "delivered");
  assert.ok(story.clock.now() < at("2026-11-23 09:10"));
  const last = await story.queue(
    `"${anna},${bo}+at-2026-11-23T0950"@sms`,
    "both",
    "X-SMS-Send-At: Mon, 23 Nov 2026 08:40:00 +0000",
  );
  await cellpost.reaches(last, "delivered");
  assert.deepEqual(story.arrivals.slice(1), [
    "11-23 09:20 0001 by header",
    "11-23 09:30 0002 by address",
    "11-23 09:40 0001 both",
    "11-23 09:50 0002 both",
  ]);
});

Deno.test("a time that cannot be, or a time to live that leaves none, is refused in one line", async () => {
  await using story = await TimeStory.begin("2026-11-23 21:00", nights);
  const rows = [
    [
      ["X-SMS-Send-At: next friday"],
      '554 5.6.0 X-SMS-Send-At "next friday" cannot be read: write it like "2026-12-24 08:00", "2026-12-24T08:00:00+01:00" or "in 2 hours"',
    ],
    [
      ["X-SMS-Send-At: 2027-11-23 08:00"],
      '554 5.6.0 X-SMS-Send-At "2027-11-23 08:00" is more than 30 days ahead',
    ],
    [
      ["X-SMS-Expire: soon"],
      '554 5.6.0 X-SMS-Expire "soon" cannot be read: write it like "2026-12-24 08:00", "2026-12-24T08:00:00+01:00" or "2h"',
    ],
    [
      ["X-SMS-Expire: today 20:00"],
      '554 5.6.0 X-SMS-Expire "today 20:00" is past, or not after X-SMS-Send-At',
    ],
    [
      ["X-SMS-Send-At: 23:00", "X-SMS-Expire: 22:30"],
      '554 5.6.0 X-SMS-Expire "22:30" is past, or not after X-SMS-Send-At',
    ],
    [
      ["X-SMS-Expire: 0m"],
      '554 5.6.0 X-SMS-Expire "0m" leaves no time to send the SMS',
    ],
    // Until then it is night.
    [
      ["X-SMS-Send-At: 23:40", "X-SMS-Expire: 00:20"],
      '554 5.6.0 X-SMS-Expire "00:20" is not after 2026-11-24 00:30, before which the SMS cannot go out',
    ],
  ] as const;
  for (const [fields, expected] of rows) {
    assert.equal(await story.refusal("office@sms", ...fields), expected);
  }
});

Deno.test("an SMS waits no longer than its header or its sender's section says", async () => {
  await using story = await TimeStory.begin("2026-11-23 09:00", {
    sender: [{ address: "plant.example", expire_after: "10m" }],
  });
  const { cellpost } = story;
  await story.unplug();
  const byHeader = await story.queue(anna, "a", "X-SMS-Expire: 5 min");
  const bySender = await cellpost.queue({
    to: anna,
    from: "plc@plant.example",
    text: "b",
  });
  await cellpost.reaches(byHeader, "expired");
  assert.ok(story.clock.now() < at("2026-11-23 09:10"));
  await cellpost.reaches(bySender, "expired");
  assert.ok(story.clock.now() < at("2026-11-23 09:15"));
});

Deno.test("at night the office is left in peace, but for what is urgent, and for who is on call", async () => {
  await using story = await TimeStory.begin("2026-11-23 23:40", nights);
  const { cellpost } = story;
  const calm = await story.queue("office@sms", "Weekly figures");
  await story.queue(bo, "To Bo himself");
  await story.queue("bo+urgent@sms", "Fire");
  await story.queue("oncall@sms", "Pump 3 stopped");
  await story.queue('"office, oncall"@sms', "To both");
  await cellpost.until(() => cellpost.received.length === 3);
  assert.ok(story.clock.now() < at("2026-11-23 23:55"));
  assert.deepEqual(cellpost.texts.toSorted(), [
    "Fire",
    "Pump 3 stopped",
    "To both",
  ]);
  const waiting = cellpost.delivery(calm, bo);
  assert.equal(waiting.nextAttemptAt, at("2026-11-24 00:30"));
  assert.equal(waiting.reason, "Quiet hours until 2026-11-24 00:30");
  await cellpost.says(
    /accepted .* for .*; Quiet hours until 2026-11-24 00:30 for \+491700000001, \+491700000002$/,
  );
  // Its day begins then, and has an hour of the next night in it.
  assert.equal(waiting.expiresAt, at("2026-11-25 01:30"));
  await cellpost.until(() => cellpost.received.length === 7);
  const morning = story.arrivals.slice(3).map((it) => it.slice(0, 11));
  assert.deepEqual(morning, Array(4).fill("11-24 00:30"));
  assert.equal(cellpost.delivery(calm, bo).attempts, 1);
});

Deno.test("a retry, a restart and a crash obey the night, and nothing is tried meanwhile", async () => {
  const congestion = { at: "pdu", instead: "\r\n+CMS ERROR: 42\r\n", times: 3 };
  await using story = await TimeStory.begin("2026-11-23 23:28", {
    ...nights,
    delivery: { retry_first: "1m", expire_after: "20m" },
  }, { faults: [congestion] });
  const { cellpost } = story;
  const id = await story.queue(bo, "Tank 7 low");
  await story.wait("2026-11-23 23:45");
  const tried = cellpost.delivery(id).attempts;
  assert.ok(tried > 0 && tried < 4, `${tried}`);
  assert.equal(
    cellpost.delivery(id).nextAttemptAt,
    at("2026-11-24 00:30"),
  );
  await cellpost.restart();
  await story.wait("2026-11-24 00:05");
  await cellpost.crash();
  await cellpost.start();
  await cellpost.usable();
  await story.wait("2026-11-24 00:29");
  assert.equal(cellpost.delivery(id).attempts, tried);
  assert.equal(cellpost.delivery(id).state, "queued");
  await cellpost.reaches(id, "delivered");
  assert.match(story.arrivals.join(), /^11-24 00:3[0-9] 0002 Tank 7 low$/);
});

Deno.test("what the modem could not take before the night waits, and does not expire by it", async () => {
  await using story = await TimeStory.begin("2026-11-23 23:25", {
    ...nights,
    delivery: { expire_after: "15m" },
  });
  const { cellpost } = story;
  await story.unplug();
  const id = await story.queue(bo, "Tank 7 low");
  await story.wait("2026-11-23 23:33");
  await story.plug();
  await cellpost.says(
    / to \+491700000002 put off: Quiet hours until 2026-11-24 00:30$/,
  );
  assert.equal(cellpost.delivery(id).attempts, 0);
  assert.deepEqual(cellpost.delivery(id).attemptRecords, []);
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(story.arrivals, ["11-24 00:30 0002 Tank 7 low"]);
});

Deno.test("an operator's retry is the last word, at night too", async () => {
  await using story = await TimeStory.begin("2026-11-23 23:40", nights);
  const { cellpost, clock } = story;
  const id = await story.queue(bo, "Now all the same");
  const record = cellpost.store.show(cellpost.delivery(id).messageId);
  assert.ok(record);
  await cellpost.store.retry(record.id, clock.now());
  await cellpost.reaches(id, "delivered");
  assert.ok(clock.now() < at("2026-11-23 23:45"));
});

Deno.test("quiet hours that have gone from the config hold nobody back, and new ones hold back what waits", async () => {
  await using story = await TimeStory.begin("2026-11-23 23:40", nights);
  const { cellpost } = story;
  const first = await story.queue(bo, "No night any more");
  await story.reconfigure({ quiet: [] });
  await cellpost.reaches(first, "delivered");
  assert.ok(story.clock.now() < at("2026-11-23 23:50"));
  await story.unplug();
  const second = await story.queue(bo, "A new rule");
  story.modem.plug();
  await story.reconfigure({ quiet: [{ from: "20:00", to: "23:58" }] });
  await cellpost.reaches(second, "delivered");
  assert.deepEqual(story.arrivals.slice(1), ["11-23 23:58 0002 A new rule"]);
});

Deno.test("quiet hours end when clocks show their end, in the nights that change them too", async () => {
  // Clocks skip from 2:00 to 3:00 in the one, and show that hour twice in the other.
  const quiet = [{ from: "01:30", to: "03:10" }];
  for (
    const [evening, utcEnd] of [
      ["2027-03-28 01:40", "2027-03-28T01:10Z"],
      ["2027-10-31 02:40", "2027-10-31T02:10Z"],
    ] as const
  ) {
    await using story = await TimeStory.begin(evening, { quiet });
    const id = await story.queue(bo, "Good morning");
    const end = Date.parse(utcEnd);
    assert.equal(story.cellpost.delivery(id).nextAttemptAt, end);
    await story.cellpost.reaches(id, "delivered");
    const [message] = story.cellpost.received;
    assert.ok(message && message.at >= end && message.at < end + 60_000);
  }
});

Deno.test("a clock that was set back opens what it had closed, and one that was set on does so as well", async () => {
  await using story = await TimeStory.begin("2026-11-23 23:40", nights);
  const { cellpost, clock } = story;
  const first = await story.queue(bo, "It is afternoon");
  clock.jump(at("2026-11-23 15:00"));
  await cellpost.reaches(first, "delivered");
  assert.ok(clock.now() < at("2026-11-23 15:05"), story.time);
  clock.jump(at("2026-11-23 23:40"));
  const second = await story.queue(bo, "It is noon");
  await story.wait("2026-11-23 23:45");
  clock.jump(at("2026-11-24 12:00"));
  await cellpost.reaches(second, "delivered");
  assert.ok(clock.now() < at("2026-11-24 12:05"), story.time);
});

Deno.test("the network is told to try no longer than the SMS may wait", async () => {
  await using story = await TimeStory.begin("2026-11-23 09:00", {
    message: { validity: "expire" },
    delivery: { expire_after: "40m" },
  });
  const { cellpost } = story;
  await story.unplug();
  const id = await story.queue(anna, "x".repeat(200));
  const { expiresAt } = cellpost.delivery(id);
  await story.wait("2026-11-23 09:12");
  await story.plug();
  await cellpost.reaches(id, "delivered");
  const [message] = cellpost.received;
  assert.equal(message?.pdus.length, 2);
  for (const pdu of message?.pdus ?? []) {
    const decoded = decodeSubmit(pdu);
    assert.ok(decoded.kind === "ok");
    const { validity } = decoded.tpdu;
    assert.ok(validity.kind === "relative", validity.kind);
    // Octets below 144 count five minutes each.
    const untilMs = message!.at + (validity.value + 1) * 5 * 60_000;
    assert.ok(untilMs <= expiresAt + 60_000 && untilMs > expiresAt - 360_000);
  }
});
