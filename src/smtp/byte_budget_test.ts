import fc from "fast-check";
import assert from "node:assert/strict";
import { ByteBudget } from "./byte_budget.ts";

Deno.test("ByteBudget gives out no more than it has, to all shares together", () => {
  const budget = new ByteBudget(10);
  const one = budget.share();
  const other = budget.share();
  assert.equal(one.take(7), true);
  assert.equal(other.take(4), false);
  assert.equal(other.take(3), true);
  assert.equal(budget.free, 0);
  one.giveBack();
  assert.equal(other.take(4), true);
  assert.equal(budget.free, 3);
});

Deno.test("ByteBudget gets back exactly what each share took", () => {
  const takes = fc.array(
    fc.record({
      by: fc.nat({ max: 2 }),
      count: fc.nat({ max: 60 }),
      back: fc.boolean(),
    }),
  );
  fc.assert(fc.property(takes, (takes) => {
    const budget = new ByteBudget(100);
    const shares = [budget.share(), budget.share(), budget.share()];
    const taken = [0, 0, 0];
    for (const { by, count, back } of takes) {
      if (back) {
        shares[by]!.giveBack();
        taken[by] = 0;
      } else if (shares[by]!.take(count)) taken[by]! += count;
      assert.equal(budget.free, 100 - taken[0]! - taken[1]! - taken[2]!);
      assert.ok(budget.free >= 0);
    }
    for (const share of shares) share.giveBack();
    assert.equal(budget.free, 100);
  }));
});

Deno.test("ByteBudget takes no more than a smaller limit, also where more is taken already", () => {
  const budget = new ByteBudget(100);
  const [one, other] = [budget.share(), budget.share()];
  assert.equal(one.take(60), true);
  budget.resize(50);
  assert.equal(other.take(1), false);
  one.giveBack();
  assert.equal(other.take(50), true);
  assert.equal(other.take(1), false);
  budget.resize(51);
  assert.equal(other.take(1), true);
});
