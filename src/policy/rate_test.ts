import assert from "node:assert/strict";
import fc from "fast-check";
import { formatRate, parseRate } from "./rate.ts";

Deno.test("parseRate() reads what formatRate() writes", () => {
  const count = fc.integer({ min: 1, max: 999_999_999 });
  const per = fc.constantFrom("minute", "hour", "day");
  fc.assert(fc.property(count, per, (count, per) => {
    assert.deepEqual(parseRate(formatRate({ count, per })), { count, per });
  }));
});

Deno.test("parseRate() is generous about case and spaces, and about nothing else", () => {
  assert.deepEqual(parseRate(" 20 / Minute "), { count: 20, per: "minute" });
  for (
    const text of [
      "",
      "20",
      "20/",
      "/minute",
      "0/minute",
      "-1/minute",
      "1.5/minute",
      "1e3/minute",
      "1000000000/day",
      "20/week",
      "20/minutes",
      "20 per minute",
      "20/minute/hour",
    ]
  ) {
    assert.equal(parseRate(text), undefined, text);
  }
});
