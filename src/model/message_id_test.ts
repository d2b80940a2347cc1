import assert from "node:assert/strict";
import fc from "fast-check";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import {
  isMessageId,
  newMessageId,
  parseMessageId,
  timeOfMessageId,
} from "./message_id.ts";

function clockAt(now: number, random: number): Clock {
  return { ...systemClock, now: () => now, random: () => random };
}

Deno.test("newMessageId() sorts by time of acceptance", () => {
  const times = fc.integer({ min: 0, max: 2 ** 45 - 1 });
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(times, times, chance, chance, (a, b, x, y) => {
      fc.pre(a < b);
      assert.ok(newMessageId(clockAt(a, x)) < newMessageId(clockAt(b, y)));
    }),
  );
});

Deno.test("newMessageId() makes 16 characters that parse back", () => {
  for (const random of [0, 0.5, 1 - Number.EPSILON]) {
    const id = newMessageId(clockAt(1_790_000_000_000, random));
    assert.equal(id.length, 16);
    assert.ok(isMessageId(id));
    assert.equal(parseMessageId(id), id);
    assert.equal(timeOfMessageId(id), 1_790_000_000_000);
  }
});

Deno.test("parseMessageId() forgives what a person mistypes", () => {
  assert.equal(parseMessageId(" 0ilo56789abcdefg "), "011056789ABCDEFG");
  assert.equal(parseMessageId("0110"), undefined);
  assert.equal(parseMessageId("011056789ABCDEFU"), undefined);
});
