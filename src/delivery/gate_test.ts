import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone, parsePhoneNumber } from "../model/mod.ts";
import { createQuietHours } from "../policy/mod.ts";
import { type AtGate, gate } from "./gate.ts";
import { noTimeRules, type TimeRules } from "./time_rules.ts";

const zone = findTimeZone("Europe/Berlin")!;
const recipient = parsePhoneNumber("+491701234567")!;
const hour = 3_600_000;

const quiet = createQuietHours({
  rules: [{
    groups: [],
    numbers: ["+4917"],
    days: [],
    from: "22:00",
    to: "07:00",
    urgent: true,
  }],
  zone,
  memberships: new Map(),
});
const dropping: TimeRules = {
  quiet,
  zone,
  stale: { afterMs: hour, policy: "drop" },
};
const merging: TimeRules = {
  ...dropping,
  stale: { afterMs: hour, policy: "merge" },
};

const noon = at("2026-11-24 12:00");
const night = at("2026-11-24 23:00");
const morning = at("2026-11-25 07:00");
const send = { kind: "send" };
const drop = {
  kind: "drop",
  reason: "Not sent within 1h, and too old to be of use now (stale_after)",
};
const held = {
  kind: "putOff",
  until: morning,
  reason: "Quiet hours until 2026-11-25 07:00",
};

const rows: readonly (readonly [string, Partial<AtGate>, number, unknown])[] = [
  ["new by day", { acceptedAt: noon }, noon, send],
  ["new by night", { acceptedAt: night }, night, held],
  [
    "urgent by night",
    { acceptedAt: night, priority: "urgent" },
    night,
    send,
  ],
  ["bulk by night", { acceptedAt: night, priority: "bulk" }, night, held],
  ["by the operator", { acceptedAt: night, forced: true }, night, send],
  ["half sent", { acceptedAt: night, acknowledged: [1] }, night, send],
  ["stale by night", { acceptedAt: noon }, night, held],
  ["on the brink", { acceptedAt: noon }, noon + hour - 1, send],
  ["stale", { acceptedAt: noon }, noon + hour, drop],
  [
    "stale and urgent",
    { acceptedAt: noon, priority: "urgent" },
    night,
    send,
  ],
  [
    "stale but half sent",
    {
      acceptedAt: noon,
      acknowledged: [2],
    },
    noon + hour,
    send,
  ],
  ["stale but wanted", { acceptedAt: noon, forced: true }, night, send],
  ["a summary", { acceptedAt: noon, merges: true }, noon + 9 * hour, send],
  [
    "waited for its time",
    {
      acceptedAt: noon,
      sendAt: noon + 3 * hour,
    },
    noon + 3.5 * hour,
    send,
  ],
  [
    "stale after its time",
    {
      acceptedAt: noon,
      sendAt: noon + 3 * hour,
    },
    noon + 4 * hour,
    drop,
  ],
  // Ten minutes of evening, then the night, which does not count.
  [
    "waited a night",
    {
      acceptedAt: at("2026-11-24 21:50"),
    },
    at("2026-11-25 07:49"),
    send,
  ],
  [
    "waited a night and more",
    {
      acceptedAt: at("2026-11-24 21:50"),
    },
    at("2026-11-25 07:50"),
    drop,
  ],
  [
    "accepted by a clock that was ahead",
    {
      acceptedAt: noon + 24 * hour,
    },
    noon,
    send,
  ],
  [
    "claimed before its time",
    {
      acceptedAt: noon,
      sendAt: noon + hour,
    },
    noon,
    { kind: "putOff", until: noon + hour, reason: "" },
  ],
  [
    "claimed before its time, which is at night",
    {
      acceptedAt: noon,
      sendAt: night,
    },
    noon,
    held,
  ],
];
Deno.test("gate() decides by quiet hours first, and then by age", () => {
  for (const [name, it, now, expected] of rows) {
    assert.deepEqual(gate(waiting(it), now, dropping), expected, name);
  }
  const other = { acceptedAt: noon };
  assert.deepEqual(gate(waiting(other), noon + hour, merging), {
    kind: "merge",
  });
  assert.deepEqual(gate(waiting(other), night, noTimeRules), send);
});

Deno.test("gate() lets nothing expire that a rule of time holds back", () => {
  const expiresAt = night + 10 * 60_000;
  const it = waiting({ acceptedAt: night - hour, expiresAt });
  assert.deepEqual(gate(it, night, dropping), {
    kind: "putOff",
    until: morning,
    reason: "Quiet hours until 2026-11-25 07:00",
    expiresAt: morning + 10 * 60_000,
  });
});

Deno.test("gate() puts off only to a later moment at which it lets it pass, and which comes before the expiry", () => {
  const start = at("2027-03-26 00:00");
  const day = 24 * hour;
  fc.assert(fc.property(
    fc.record({
      acceptedAt: fc.integer({ min: start - day, max: start + 3 * day }),
      priority: fc.constantFrom("urgent", "normal", "bulk"),
      expiresAt: fc.integer({ min: start, max: start + 5 * day }),
    }),
    fc.option(fc.integer({ min: start, max: start + 3 * day })),
    fc.integer({ min: start, max: start + 4 * day }),
    (facts, sendAt, now) => {
      const it = waiting({ ...facts, ...(sendAt !== null && { sendAt }) });
      const admission = gate(it, now, dropping);
      if (admission.kind !== "putOff") return;
      const { until, expiresAt = it.expiresAt } = admission;
      assert.ok(until > now);
      assert.ok(expiresAt > until);
      assert.notEqual(gate(it, until, dropping).kind, "putOff");
    },
  ));
});

function waiting(it: Partial<AtGate>): AtGate {
  return {
    recipient,
    acceptedAt: 0,
    priority: "normal",
    expiresAt: Number.MAX_SAFE_INTEGER,
    ...it,
  };
}

function at(time: string): number {
  const [date = "", hours = ""] = time.split(" ");
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const [hour = 0, minute = 0] = hours.split(":").map(Number);
  return zone.momentOf({ year, month, day, hour, minute, second: 0 });
}
