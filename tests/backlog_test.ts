import assert from "node:assert/strict";
import { newMessageId, parsePhoneNumber } from "../src/model/mod.ts";
import { at, TimeStory } from "./support/time_story.ts";

const anna = "+491700000001";
const bo = "+491700000002";
const stale = (on_stale: "drop" | "merge" | "send") => ({
  delivery: { stale_after: "2m", on_stale },
});

Deno.test("stale messages are dropped when they are stale, which is told, and the urgent ones go out late", async () => {
  await using story = await TimeStory.begin("2026-11-23 09:00", stale("drop"));
  const { cellpost } = story;
  await story.unplug();
  const old = await story.queue(bo, "Pump 3 stopped");
  const urgent = await story.queue(`${bo}+urgent@sms`, "Fire");
  await cellpost.reaches(old, "expired");
  assert.ok(story.clock.now() < at("2026-11-23 09:05"));
  await story.wait("2026-11-23 09:10");
  const fresh = await story.queue(bo, "Pump 3 runs");
  await story.plug();
  await cellpost.reaches(fresh, "delivered");
  await cellpost.reaches(urgent, "delivered");
  assert.deepEqual(cellpost.texts, ["Fire", "Pump 3 runs"]);
});

Deno.test("with a new policy what was stale before is dropped at once, in words that its sender is told", async () => {
  await using story = await TimeStory.begin("2026-11-23 09:00");
  const { cellpost } = story;
  await story.unplug();
  const old = await story.queue(bo, "Pump 3 stopped");
  await story.wait("2026-11-23 09:05");
  story.modem.plug();
  await story.reconfigure(stale("drop"));
  await cellpost.reaches(old, "expired");
  const reason =
    "Not sent within 2m, and too old to be of use now (stale_after)";
  assert.equal(cellpost.delivery(old).reason, reason);
  assert.equal(cellpost.delivery(old).attempts, 0);
  assert.ok(cellpost.lines.includes(`${old} to ${bo} expired: ${reason}`));
  assert.deepEqual(cellpost.texts, []);
});

Deno.test("stale messages become one SMS a recipient, the newest first, and what is fresh or urgent goes by itself", async () => {
  await using story = await TimeStory.begin("2026-11-23 08:12", stale("merge"));
  const { cellpost } = story;
  await story.unplug();
  const ids = [await story.queue(anna, "Pump 3 stopped")];
  await story.wait("2026-11-23 08:14");
  ids.push(await story.queue(`"${anna},${bo}"@sms`, "Tank 7 low"));
  await story.queue(`${anna}+urgent@sms`, "Fire");
  await story.wait("2026-11-23 08:15");
  ids.push(await story.queue(anna, "Pump 3 runs"));
  await story.wait("2026-11-23 08:18");
  await story.queue(anna, "Fresh");
  await cellpost.crash();
  story.modem.plug();
  await cellpost.start();
  await cellpost.until(() => cellpost.received.length === 4);
  assert.deepEqual(
    story.arrivals.map((it) => it.slice(12)).toSorted(),
    [
      "0001 3 messages waited since 08:12, newest first:\n08:15 Pump 3 runs\n08:14 Tank 7 low\n08:12 Pump 3 stopped",
      "0001 Fire",
      "0001 Fresh",
      "0002 Waited since 08:14: Tank 7 low",
    ],
  );
  for (const id of ids) {
    assert.equal(cellpost.delivery(id, anna).state, "merged");
    assert.match(cellpost.delivery(id, anna).reason, /^Merged into message /);
    assert.deepEqual(cellpost.delivery(id, anna).attemptRecords, []);
  }
});

Deno.test("stale messages are sent as they are where the operator wants that", async () => {
  await using story = await TimeStory.begin("2026-11-23 08:12", stale("send"));
  await story.unplug();
  const id = await story.queue(anna, "Pump 3 stopped");
  await story.wait("2026-11-23 08:16");
  await story.plug();
  await story.cellpost.reaches(id, "delivered");
  assert.deepEqual(story.cellpost.texts, ["Pump 3 stopped"]);
});

Deno.test("a night makes nothing stale", async () => {
  await using story = await TimeStory.begin("2026-11-23 23:29", {
    ...stale("merge"),
    quiet: [{ from: "23:30", to: "00:10" }],
  });
  await story.unplug();
  await story.queue(anna, "A minute of evening");
  await story.wait("2026-11-23 23:33");
  await story.plug();
  await story.cellpost.until(() => story.cellpost.received.length === 1);
  assert.deepEqual(story.arrivals, ["11-24 00:10 0001 A minute of evening"]);
});

Deno.test("after a day's outage thousands of stale messages to one number are one SMS, and hold up nobody", async () => {
  await using story = await TimeStory.begin("2026-11-23 08:00", {
    delivery: { stale_after: "1h", on_stale: "merge", expire_after: "7d" },
  });
  const { cellpost } = story;
  await story.unplug();
  const count = 3000;
  await flood(story, count);
  await story.cellpost.stop();
  story.modem.plug();
  await story.sleep("2026-11-24 08:00");
  const fresh = await story.queue(bo, "Fresh");
  await cellpost.reaches(fresh, "delivered");
  await cellpost.until(() => cellpost.received.length === 2);
  const [summary] = cellpost.texts.filter((it) => it !== "Fresh");
  assert.match(
    summary ?? "",
    /^3000 messages waited since 2026-11-23 08:0[0-9], newest first \([0-9]{4} left out\):\n/,
  );
  const { merged, expired, queued } = cellpost.store.counts();
  assert.deepEqual({ merged, expired, queued }, {
    merged: 500,
    expired: count - 500,
    queued: 0,
  });
});

/** So many different messages to Anna, past the front door. */
async function flood(
  { cellpost, clock }: TimeStory,
  count: number,
): Promise<void> {
  const recipient = parsePhoneNumber(anna)!;
  const accepted = Array.from(
    { length: count },
    (_, index) =>
      cellpost.store.accept({
        submission: {
          ...{ source: "smtp", reversePath: "plc@plant.example", subject: "" },
          id: newMessageId(clock),
          acceptedAt: clock.now() + index,
          expiresAt: clock.now() + 7 * 86_400_000,
          clientAddress: "127.0.0.1",
          message: {
            text: `Alarm ${index}`,
            ...{ flash: false, statusReport: true, referenceBits: 8 },
          },
          segmentCount: 1,
          recipients: [recipient],
        },
      }),
  );
  await cellpost.pass(Promise.all(accepted));
}
