import assert from "node:assert/strict";
import { findTimeZone, parsePhoneNumber } from "../model/mod.ts";
import { createQuietHours, neverQuiet } from "../policy/mod.ts";
import { deliveryTimes, type Timed } from "./delivery_times.ts";
import { mergedSubmission, wantedAt } from "./merged_submission.ts";
import type { TimeRules } from "./time_rules.ts";
import { untilExpiry } from "./validity.ts";

const zone = findTimeZone("UTC")!;
const anna = parsePhoneNumber("+491701234567")!;
const bo = parsePhoneNumber("+46701234567")!;
const hour = 3_600_000;
const evening = Date.parse("2026-11-24T21:00Z");
const night = createQuietHours({
  rules: [{
    ...{ groups: [], numbers: ["+49"], days: [], urgent: true },
    ...{ from: "22:00", to: "07:00" },
  }],
  zone,
  memberships: new Map(),
});
const rules: TimeRules = { quiet: night, zone };
const dropping: TimeRules = {
  quiet: neverQuiet,
  stale: { afterMs: hour, policy: "drop" },
};

function timed(changes: Partial<Timed> = {}): Timed {
  return {
    acceptedAt: evening,
    expiresAt: evening + 4 * hour,
    recipients: [anna, bo],
    ...changes,
  };
}

Deno.test("deliveryTimes() says nothing of deliveries that no rule is about", () => {
  assert.deepEqual(deliveryTimes(timed({ recipients: [bo] }), { rules }), {});
  const wishes = new Map([[anna, { priority: "urgent" as const }]]);
  assert.deepEqual(deliveryTimes(timed({ wishes }), { rules }), {});
  assert.deepEqual(
    deliveryTimes(timed({ wishes }), {
      rules,
      limit: { kind: "after", afterMs: 5 },
    }),
    {},
  );
});

Deno.test("deliveryTimes() lets the time to expire stand still in quiet hours", () => {
  // An hour of evening, and three of the morning.
  const { times } = deliveryTimes(timed(), { rules });
  assert.deepEqual([...times ?? []], [[anna, {
    dueAt: evening,
    expiresAt: Date.parse("2026-11-25T10:00Z"),
  }]]);
});

Deno.test("deliveryTimes() begins after the quiet hours in which a delivery was wanted", () => {
  const sendAt = Date.parse("2026-11-24T23:30Z");
  const morning = Date.parse("2026-11-25T07:00Z");
  const wishes = new Map([[anna, { sendAt }]]);
  const { times } = deliveryTimes(timed({ wishes }), { rules });
  assert.deepEqual(times?.get(anna), {
    dueAt: morning,
    expiresAt: morning + 4 * hour,
    reason: "Quiet hours until 2026-11-25 07:00",
  });
});

Deno.test("deliveryTimes() takes a moment of the sender as it stands", () => {
  const at = evening + 90 * 60_000;
  const { times } = deliveryTimes(timed(), {
    rules,
    limit: { kind: "at", at },
  });
  assert.equal(times?.get(anna)?.expiresAt, at);
  assert.deepEqual(times?.get(bo), { dueAt: evening, expiresAt: at });
});

Deno.test("deliveryTimes() ends with staleness what is to be dropped, but never later than it would expire", () => {
  const wishes = new Map([[bo, { priority: "urgent" as const }]]);
  const message = timed({ wishes });
  const { times } = deliveryTimes(message, { rules: dropping });
  assert.deepEqual([...times ?? []], [[anna, {
    dueAt: evening,
    expiresAt: evening + hour,
  }]]);
  const soon = timed({ expiresAt: evening + 60_000 });
  assert.equal(
    deliveryTimes(soon, { rules: dropping }).times?.get(anna)?.expiresAt,
    evening + 60_000,
  );
});

Deno.test("mergedSubmission() is as bulky as all, goes every way, and lives as long as the last", () => {
  const waiting = {
    ...{ recipient: anna, nextAttemptAt: evening, text: "Pump" },
    acceptedAt: evening,
    expiresAt: evening + 9 * hour,
    priority: "bulk" as const,
  };
  const form = {
    compose: {
      ...{ whenTooLong: "truncate" as const, referenceBits: 8 as const },
      ...{ template: "{body}", maxSegments: 2 },
      ...{ stripSignature: false, plainPunctuation: true, replaceType: 3 },
      statusReport: true,
    },
    zone,
    id: "01JDXSZ9Q0000000000000000A" as never,
    now: evening + 2 * hour,
    lifeMs: hour,
  } as const;
  const ids = { deliveryId: 1 as never, messageId: form.id };
  const one = { ...waiting, ...ids };
  const other = { ...one, acceptedAt: evening + 60_000, text: "Tank" };
  const bulk = mergedSubmission(
    { stale: [one, other], others: 0, since: Infinity },
    form,
  );
  assert.equal(
    bulk.message.text,
    "2 messages waited since 21:00, newest first:\n21:01 Tank\n21:00 Pump",
  );
  assert.deepEqual(bulk.wishes?.get(anna), { priority: "bulk" });
  assert.equal(bulk.expiresAt, evening + 9 * hour);
  assert.equal(bulk.message.replaceType, undefined);
  const mixed = mergedSubmission({
    stale: [
      { ...one, priority: "normal", expiresAt: evening, reached: ["office"] },
      other,
    ],
    others: 7,
    since: evening - hour,
  }, form);
  assert.deepEqual(mixed.wishes?.get(anna), { reached: ["", "office"] });
  assert.match(mixed.message.text, /^9 messages waited since 20:00.*\(7 left/);
  const last = mergedSubmission({
    stale: [{ ...one, expiresAt: evening }],
    others: 0,
    since: Infinity,
  }, form);
  assert.equal(last.expiresAt, form.now + hour);
  assert.equal(wantedAt({ acceptedAt: 5, sendAt: 9 }), 9);
  assert.equal(wantedAt({ acceptedAt: 5 }), 5);
});

Deno.test("untilExpiry() is what is left, or the message's own validity where that is shorter", () => {
  const message = {
    ...{ text: "x", flash: false, statusReport: true },
    referenceBits: 8,
  } as const;
  const claim = { message, expiresAt: 1000 };
  const validityAtMost = true;
  assert.deepEqual(untilExpiry(claim, 400), {
    validityMs: 600,
    validityAtMost,
  });
  assert.deepEqual(untilExpiry(claim, 4000), { validityMs: 0, validityAtMost });
  assert.deepEqual(
    untilExpiry({ ...claim, message: { ...message, validityMs: 5 } }, 400),
    { validityMs: 5, validityAtMost },
  );
});
