import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone } from "../model/mod.ts";
import { countSegments, layoutOf } from "../sms/mod.ts";
import { formatSpan, summaryOf, type SummaryOptions } from "./backlog_text.ts";

const zone = findTimeZone("Europe/Berlin")!;
const now = Date.parse("2026-11-24T13:10:00+01:00");
const options: SummaryOptions = {
  ...{ maxSegments: 6, referenceBits: 8, zone, now },
};

Deno.test("summaryOf() tells the newest first, and since when", () => {
  assert.equal(
    summaryOf([
      waited("08:12:31", "Pump 3 stopped"),
      waited("09:40:00", "Tank 7 low\nLevel 12 %"),
      waited("11:02:59", "Pump 3 runs"),
    ], options),
    "3 messages waited since 08:12, newest first:\n11:02 Pump 3 runs\n09:40 Tank 7 low\nLevel 12 %\n08:12 Pump 3 stopped",
  );
});

Deno.test("summaryOf() tells equal texts once, and one message without ado", () => {
  assert.equal(
    summaryOf([
      waited("08:12:00", "Pump 3 stopped"),
      waited("08:20:00", "Pump 3 stopped"),
      waited("08:15:00", "Pump 3 runs"),
    ], options),
    "3 messages waited since 08:12, newest first:\n08:20 (2 times) Pump 3 stopped\n08:15 Pump 3 runs",
  );
  assert.equal(
    summaryOf(
      [waited("08:12:00", "Down"), waited("08:13:00", "Down")],
      options,
    ),
    "2 messages waited since 08:12:\n08:13 (2 times) Down",
  );
  assert.equal(
    summaryOf([waited("08:12:00", "Down")], options),
    "Waited since 08:12: Down",
  );
});

Deno.test("summaryOf() writes the date of another day", () => {
  const at = Date.parse("2026-11-23T23:59:00+01:00");
  assert.equal(
    summaryOf([{ at, text: "Down" }, waited("00:01:00", "Up")], options),
    "2 messages waited since 2026-11-23 23:59, newest first:\n00:01 Up\n2026-11-23 23:59 Down",
  );
});

Deno.test("summaryOf() says in its first line what it had no room for, and shortens before it leaves out", () => {
  const many = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => ({
      at: now - index * 60_000,
      text: `${index} `.padEnd(length, "x"),
    }));
  const shortened = summaryOf(many(8, 300), options).split("\n");
  assert.equal(shortened.length, 9);
  assert.match(shortened[0]!, /^8 messages waited since 13:03, newest first:$/);
  assert.match(shortened[1]!, /^13:10 0 x{75}\.\.\.$/);
  const first = summaryOf(many(40, 300), options).split("\n");
  assert.equal(
    first[0],
    "40 messages waited since 12:31, newest first (31 left out):",
  );
  assert.equal(first.length, 10);
  const [head] = summaryOf(many(2, 9), {
    ...options,
    others: 99_500,
    since: now - 86_400_000,
  }).split("\n");
  assert.equal(
    head,
    "99502 messages waited since 2026-11-23 13:10, newest first (99500 left out):",
  );
});

Deno.test("summaryOf() is never too long, and never without the newest", () => {
  const some = fc.record({
    at: fc.integer({ min: now - 10 * 86_400_000, max: now }),
    text: fc.oneof(
      fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
      fc.constantFrom("Up", "Down", "Straße läuft über", "x".repeat(2000)),
    ),
  });
  fc.assert(fc.property(
    fc.array(some, { minLength: 1, maxLength: 40 }),
    fc.integer({ min: 1, max: 8 }),
    fc.nat(3),
    (waited, maxSegments, others) => {
      const text = summaryOf(waited, { ...options, maxSegments, others });
      assert.ok(countSegments(text, layoutOf(text, options)) <= maxSegments);
      const total = waited.length + others;
      assert.ok(text.startsWith(total === 1 ? "Waited " : `${total} messages`));
      assert.ok(text.isWellFormed());
    },
  ));
});

Deno.test("summaryOf() is soon done with the largest backlog that it is given", () => {
  const huge = Array.from({ length: 500 }, (_, index) => ({
    at: now - index,
    text: `${index}`.padEnd(39_000, "ä"),
  }));
  const text = summaryOf(huge, options);
  assert.match(text, /^500 messages .*\(491 left out\):\n13:10 0ä/);
});

Deno.test("formatSpan() says spans as people do", () => {
  const rows = [[30_000, "1m"], [60_000, "1m"], [5_400_000, "1h30m"]] as const;
  for (const [spanMs, text] of rows) assert.equal(formatSpan(spanMs), text);
  assert.equal(formatSpan(2 * 86_400_000), "2d");
  assert.equal(formatSpan(0), "a minute");
});

function waited(time: string, text: string) {
  return { at: Date.parse(`2026-11-24T${time}+01:00`), text };
}
