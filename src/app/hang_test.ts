import assert from "node:assert/strict";
import fc from "fast-check";
import { hangOf, type LifeSigns } from "./hang.ts";

const well: LifeSigns = {
  storeAskedAt: undefined,
  workers: [],
  housekeeper: undefined,
};
const minute = 60_000;
const now = 100 * minute;

Deno.test("what hangs is named, with how long", () => {
  const table: readonly (readonly [Partial<LifeSigns>, RegExp | undefined])[] =
    [
      [{}, undefined],
      [{ storeAskedAt: now - minute }, undefined],
      [{ storeAskedAt: now - minute - 1 }, /^The queue .* answered for 60 s$/],
      [{ housekeeper: now - 10 * minute }, undefined],
      [{ housekeeper: now - 11 * minute }, /kept in order for 660 s$/],
      [{ workers: [now - 30 * minute] }, undefined],
      [{ workers: [now - 31 * minute] }, /^No modem has got on .* 1860 s$/],
      // Others work, or are ready to.
      [{ workers: [0, now - minute] }, undefined],
      [{ workers: [0, undefined] }, undefined],
      [{ workers: [0, now - 40 * minute] }, /for 2400 s$/],
    ];
  for (const [signs, expected] of table) {
    const reason = hangOf({ ...well, ...signs }, now);
    if (expected === undefined) assert.equal(reason, undefined);
    else assert.match(reason ?? "", expected);
  }
});

Deno.test("what hangs goes on hanging until it moves", () => {
  const since = fc.option(fc.nat(now), { nil: undefined });
  const signs = fc.record({
    storeAskedAt: since,
    workers: fc.array(since, { maxLength: 5 }),
    housekeeper: since,
  });
  fc.assert(fc.property(signs, fc.nat(now), (signs, later) => {
    if (hangOf(signs, now) === undefined) return;
    assert.notEqual(hangOf(signs, now + later), undefined);
  }));
});
