import assert from "node:assert/strict";
import { Tally } from "./tally.ts";

const noon = Date.UTC(2026, 10, 26, 12);
const minute = 60_000;

Deno.test("Tally counts by window and by slot", () => {
  const tally = new Tally();
  tally.add("accepted", noon - 70 * minute, 5);
  tally.add("accepted", noon - 30 * minute, 2);
  tally.add("accepted", noon, 1);
  tally.add("sent", noon);
  const now = noon + 10_000;
  assert.equal(tally.lastMinute(now).accepted, 1);
  assert.equal(tally.since(now - 59 * minute, now).accepted, 3);
  assert.equal(tally.since(noon - 12 * 60 * minute, now).accepted, 8);
  const hour = tally.series({ now, slotMs: minute, slots: 60 });
  assert.equal(hour.from, noon - 59 * minute);
  assert.deepEqual(
    [hour.counts.accepted[29], hour.counts.accepted[59]],
    [2, 1],
  );
  assert.equal(hour.counts.sent[59], 1);
  const day = tally.series({ now, slotMs: 15 * minute, slots: 96 });
  assert.equal(day.counts.accepted.reduce((sum, it) => sum + it, 0), 8);
});

Deno.test("Tally forgets what is older than a day and what lies far ahead of a clock that was set back", () => {
  const tally = new Tally();
  const day = 24 * 60 * minute;
  tally.add("sent", noon);
  tally.add("sent", noon + 3 * day);
  tally.add("sent", noon + minute);
  const now = noon + minute;
  assert.equal(tally.since(now - day, now + 9 * day).sent, 1);
});
