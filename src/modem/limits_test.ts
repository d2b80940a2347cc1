import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone } from "../model/mod.ts";
import { type Limits, type Sent, verdictOf } from "./limits.ts";

const berlin = findTimeZone("Europe/Berlin")!;
const noon = Date.UTC(2026, 10, 24, 11); // 12:00 in Berlin
const minuteMs = 60_000;
const hourMs = 3_600_000;

function sentAt(...times: readonly number[]): Sent {
  return { times, gapLeftMs: 0 };
}

function holdAt(limits: Limits, sent: Sent, now = noon) {
  return verdictOf(limits, sent, { now, zone: berlin }).hold;
}

Deno.test("verdictOf() lets everything go without limits", () => {
  const verdict = verdictOf({}, sentAt(noon, noon, noon), {
    now: noon,
    zone: berlin,
  });
  assert.deepEqual(verdict, { hold: undefined, until: Infinity });
});

Deno.test("verdictOf() counts rates over any minute, hour and day, not the calendar's", () => {
  const sent = sentAt(noon - 50_000, noon - 20_000);
  assert.equal(holdAt({ perMinute: 3 }, sent), undefined);
  assert.deepEqual(holdAt({ perMinute: 2 }, sent), {
    why: "minute",
    until: noon + 10_000,
    urgentMayPass: false,
    text: "Limit of 2 a minute reached; next at 12:00:10",
  });
  assert.equal(
    holdAt({ perHour: 2 }, sent)?.text,
    "Limit of 2 an hour reached; next at 12:59",
  );
  assert.equal(holdAt({ perDay: 1 }, sent)?.until, noon - 20_000 + 24 * hourMs);
});

Deno.test("verdictOf() holds a used quota until local midnight, however short or long the day", () => {
  const limits = { quota: 2 };
  assert.deepEqual(holdAt(limits, sentAt(noon - 3, noon - 2)), {
    why: "quota",
    until: Date.UTC(2026, 10, 24, 23),
    urgentMayPass: false,
    text: "Quota of 2 a day used up; next at 00:00",
  });
  // 23:59 of the day before does not count.
  const before = Date.UTC(2026, 10, 23, 22, 59);
  assert.equal(holdAt(limits, sentAt(before, noon - 2)), undefined);
  // In the night in which clocks are put forward the day has 23 hours, in that in which they are put back 25.
  const spring = Date.UTC(2026, 2, 28, 23); // midnight of the 29th
  const autumn = Date.UTC(2026, 9, 24, 22); // midnight of the 25th
  for (const [midnight, hours] of [[spring, 23], [autumn, 25]] as const) {
    const hold = holdAt({ quota: 1 }, sentAt(midnight), midnight + 5);
    assert.equal(hold?.until, midnight + hours * hourMs);
  }
});

Deno.test("verdictOf() is quiet over midnight, and lets urgent messages pass where they may", () => {
  const quiet = { fromMinute: 22 * 60, toMinute: 6 * 60, urgent: false };
  const ten = noon + 10 * hourMs;
  assert.deepEqual(
    verdictOf({ quiet }, sentAt(), { now: ten - 1, zone: berlin }),
    { hold: undefined, until: ten },
  );
  const six = Date.UTC(2026, 10, 25, 5);
  for (const now of [ten, ten + 3 * hourMs, six - 1]) {
    const verdict = verdictOf({ quiet }, sentAt(), { now, zone: berlin });
    assert.deepEqual(verdict, {
      hold: {
        why: "quiet",
        until: six,
        urgentMayPass: false,
        text: "Quiet until 06:00",
      },
      until: six,
    });
  }
  assert.equal(holdAt({ quiet }, sentAt(), six), undefined);
  const urgent = { quiet: { ...quiet, urgent: true } };
  const hold = holdAt(urgent, sentAt(), ten);
  assert.equal(hold?.text, "Quiet until 06:00; urgent messages go out");
  assert.equal(hold?.urgentMayPass, true);
  // A quota is the operator's purse: nothing is urgent enough for it.
  const both = holdAt({ ...urgent, quota: 1 }, sentAt(ten - 1), ten);
  assert.equal(both?.urgentMayPass, false);
});

Deno.test("verdictOf() tells the hold that lasts longest", () => {
  const limits = { perMinute: 1, perHour: 1, quota: 1 };
  assert.equal(holdAt(limits, sentAt(noon))?.why, "quota");
  const late = Date.UTC(2026, 10, 24, 22, 59, 59);
  assert.equal(holdAt(limits, sentAt(late), late)?.why, "hour");
});

// ── laws ───────────────────────────────────────────────────────────────────

const some = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
const anyLimits: fc.Arbitrary<Limits> = fc.record({
  perMinute: some,
  perHour: some,
  perDay: some,
  quota: some,
  minGapMs: fc.nat(100_000),
  quiet: fc.option(
    fc.record({
      fromMinute: fc.integer({ min: 0, max: 1439 }),
      toMinute: fc.integer({ min: 0, max: 1440 }),
      urgent: fc.boolean(),
      // Quiet all day would never send; the config refuses it.
    }).filter(({ fromMinute, toMinute }) =>
      (fromMinute - toMinute + 1440) % 1440 >= 60
    ),
    { nil: undefined },
  ),
}).map((it) =>
  Object.fromEntries(
    Object.entries(it).filter(([, value]) => value !== undefined),
  )
);
const zones = ["Europe/Berlin", "America/Santiago", "Asia/Kolkata", "UTC"]
  .map((name) => findTimeZone(name)!);
const anyMoment = fc.integer({
  min: Date.UTC(2026, 0, 1),
  max: Date.UTC(2027, 0, 1),
});

/** A modem that sends whenever it may, as fast as it can, from a moment on. */
function send(
  limits: Limits,
  { from, count, zone }: {
    readonly from: number;
    readonly count: number;
    readonly zone: typeof zones[0];
  },
) {
  const times: number[] = [];
  let now = from;
  let waits = 0;
  let gapUntil = -Infinity;
  while (times.length < count) {
    const gapLeftMs = Math.max(0, gapUntil - now);
    const { hold, until } = verdictOf(limits, { times, gapLeftMs }, {
      now,
      zone,
    });
    assert.ok(until > now, "An answer must be good for some time");
    if (hold !== undefined) {
      assert.ok(hold.until > now, "A hold must end ahead");
      assert.ok(hold.until >= until);
      now = until;
      waits += 1;
      continue;
    }
    times.push(now);
    gapUntil = now + (limits.minGapMs ?? 0);
  }
  return { times, waits };
}

Deno.test("verdictOf() never lets more go than it may, and never asks to be asked in vain", () => {
  fc.assert(
    fc.property(
      fc.record({
        limits: anyLimits,
        from: anyMoment,
        zone: fc.constantFrom(...zones),
      }),
      ({ limits, from, zone }) => {
        const { times, waits } = send(limits, { from, count: 30, zone });
        // One wait for each hold that may lie between two SMS, and for each end of a quiet period.
        assert.ok(waits <= 6 * (times.length + 1), `${waits} waits`);
        const most = (count: number | undefined, lengthMs: number) => {
          if (count === undefined) return;
          for (const [index, at] of times.entries()) {
            const other = times[index + count];
            assert.ok(other === undefined || other - at >= lengthMs);
          }
        };
        most(limits.perMinute, minuteMs);
        most(limits.perHour, hourMs);
        most(limits.perDay, 24 * hourMs);
        const days = new Map<string, number>();
        for (const at of times) {
          const { year, month, day } = zone.localAt(at);
          const key = `${year}-${month}-${day}`;
          days.set(key, (days.get(key) ?? 0) + 1);
        }
        for (const count of days.values()) {
          assert.ok(count <= (limits.quota ?? Infinity));
        }
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("verdictOf() of quiet hours depends on the clocks of the zone alone", () => {
  fc.assert(fc.property(
    fc.record({
      fromMinute: fc.integer({ min: 0, max: 1439 }),
      toMinute: fc.integer({ min: 0, max: 1440 }),
      // No change of clocks on these days, so that the wall tells the truth.
      now: fc.integer({ min: Date.UTC(2026, 5, 1), max: Date.UTC(2026, 5, 9) }),
    }),
    ({ now, fromMinute, toMinute }) => {
      const quiet = { fromMinute, toMinute, urgent: false };
      const { hold } = verdictOf({ quiet }, sentAt(), { now, zone: berlin });
      const local = berlin.localAt(now);
      const minute = local.hour * 60 + local.minute;
      const expected = fromMinute < toMinute
        ? minute >= fromMinute && minute < toMinute
        : minute >= fromMinute || minute < toMinute;
      assert.equal(hold !== undefined, expected);
    },
  ));
});
