import assert from "node:assert/strict";
import fc from "fast-check";
import { mean, median, percentile } from "./sample.ts";

const values = fc.array(fc.float({ noNaN: true }), { minLength: 1 });

Deno.test("mean() shares the sum out", () => {
  assert.equal(mean([1, 2, 6]), 3);
});

Deno.test("median() is the middle one, the upper one of two", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([10, 9]), 10);
  assert.equal(median([7]), 7);
});

Deno.test("percentile() is the nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.equal(percentile(hundred, 0.99), 99);
  assert.equal(percentile(hundred, 1), 100);
  assert.equal(percentile(hundred, 0), 1);
});

Deno.test("percentile() leaves at least that share at or below it", () => {
  fc.assert(
    fc.property(
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, share) => {
        const bound = percentile(all, share);
        assert.ok(all.includes(bound));
        const below = all.filter((value) => value <= bound).length;
        assert.ok(below >= share * all.length);
      },
    ),
  );
});

Deno.test("there is none of them of nothing", () => {
  assert.ok(Number.isNaN(mean([])));
  assert.ok(Number.isNaN(median([])));
  assert.ok(Number.isNaN(percentile([], 0.5)));
});
