import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone } from "../model/mod.ts";
import { readLimit, readMoment } from "./written_time.ts";

const zone = findTimeZone("Europe/Berlin")!;
// 09:00 in Berlin.
const now = Date.parse("2026-12-23T08:00:00Z");
const localClock = { zone, clock: { now: () => now } };
const eight = Date.parse("2026-12-24T07:00:00Z");

Deno.test("readMoment() reads what people and programs write", () => {
  const rows: readonly (readonly [string, number])[] = [
    ...[
      "2026-12-24T08:00",
      "2026-12-24 08:00",
      "2026-12-24 8:00",
      "2026/12/24 08:00:00",
      "2026-12-24, 08:00",
      "20261224T0800",
      "2026-12-24T08:00:00.000+01:00",
      "2026-12-24 08:00 +0100",
      "2026-12-24T08:00+01",
      "2026-12-24T07:00:00Z",
      "2026-12-24 07:00 UTC",
      "2026-12-24t07:00z",
      "Thu, 24 Dec 2026 08:00:00 +0100",
      "Thu, 24 Dec 2026 08:00:00 +0100 (CET)",
      "24 dec 2026 07:00 GMT",
      "24 December 2026 02:00 EST",
      "24 Dec. 2026, 8:00",
      "24.12.2026 08:00",
      "24.12.2026, 8.00 Uhr",
      "24. 12. 2026 8:00",
      "tomorrow 08:00",
      "Tomorrow at 8:00",
      "08:00",
      "  at 8:00 ",
      "1798095600",
      "@1798095600",
      "in 23 hours",
      "23h",
      "+22h60m",
      "22 hours and 60 minutes",
      "0d 23h",
    ].map((text) => [text, eight] as const),
    ["now", now],
    ["09:30", now + 30 * 60_000],
    ["today 08:00", now - 3_600_000],
    ["in 5 min", now + 300_000],
    ["90s", now + 90_000],
  ];
  for (const [text, at] of rows) {
    assert.equal(readMoment(text, localClock), at, text);
  }
});

Deno.test("readMoment() reads nothing into what can mean nothing, or two things", () => {
  const texts = [
    "",
    "soon",
    "2026-12-24",
    "12/11/2026 08:00",
    "24.13.2026 08:00",
    "31 Feb 2026 08:00",
    "24 Dez 2026 08:00",
    "2026-12-24 08:00 CEST",
    "2026-12-24 08:00 Europe/Berlin",
    "2026-12-24 25:00",
    "24:00",
    "8:60",
    "8",
    "2026-12-24 8:00 pm",
    "-2h",
    "5",
    "h",
    "2 weeks",
    "0".repeat(8000),
    "1h".repeat(4000) + "x",
  ];
  for (const text of texts) {
    assert.equal(readMoment(text, localClock), undefined, text.slice(0, 40));
  }
});

Deno.test("readMoment() goes by the clocks of the zone also where they are put on or back", () => {
  const rows = [
    // Skipped: the moment of the change.
    ["2027-03-28 02:30", "2027-03-28T01:00:00Z"],
    // Shown twice: the first of the two.
    ["31.10.2027 02:30", "2027-10-31T00:30:00Z"],
    ["Sun, 31 Oct 2027 02:30 +0100", "2027-10-31T01:30:00Z"],
  ] as const;
  for (const [text, at] of rows) {
    assert.equal(readMoment(text, localClock), Date.parse(at), text);
  }
});

Deno.test("readMoment() never throws, and what it reads is a moment", () => {
  const piece = fc.constantFrom(
    ..."0123456789:.-/+, TZ@hdms",
    ..."in |tomorrow |2026|Dec|12|08:00|UTC|(|)".split("|"),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
    const at = readMoment(pieces.join(""), localClock);
    assert.ok(at === undefined || Number.isFinite(at));
  }));
});

Deno.test("readLimit() counts a span from when the SMS is due, and takes a moment as it is", () => {
  assert.deepEqual(readLimit("90 min", localClock), {
    kind: "after",
    afterMs: 5_400_000,
  });
  assert.deepEqual(readLimit("24.12.2026 08:00", localClock), {
    kind: "at",
    at: eight,
  });
  assert.equal(readLimit("never", localClock), undefined);
});
