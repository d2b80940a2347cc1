import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRate } from "./rate.ts";

Deno.test("parseRate() reads every rate that can be written", () => {
  const rate = fc.record({
    count: fc.integer({ min: 1, max: 999_999_999 }),
    per: fc.constantFrom("minute", "hour", "day"),
  }, { noNullPrototype: true });
  fc.assert(fc.property(rate, fc.constantFrom("/", " / "), (it, slash) => {
    assert.deepEqual(parseRate(`${it.count}${slash}${it.per}`), it);
  }));
});

Deno.test("parseRate() reads nothing else", () => {
  for (
    const text of [
      ...["", "20", "/minute", "20/", "20/min", "20/minutes", "20/Minute"],
      ...["0/day", "-1/day", "1.5/day", "1e3/day", "010/day", "1234567890/day"],
      ...["20/minute ", " 20/minute", "20 per minute", "20//minute"],
    ]
  ) {
    assert.equal(parseRate(text), undefined, text);
  }
});
