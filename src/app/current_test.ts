import assert from "node:assert/strict";
import { Current } from "./current.ts";

interface Limits {
  readonly most: number;
  readonly least?: number;
}

Deno.test("options read as the value that holds, also where a key comes or goes", () => {
  const current = new Current<Limits>(Object.freeze({ most: 1, least: 0 }));
  const options = current.options((it) => it);
  assert.deepEqual({ ...options }, { most: 1, least: 0 });
  assert.deepEqual(current.replace(Object.freeze({ most: 2 })), {
    most: 1,
    least: 0,
  });
  assert.equal(options.most, 2);
  assert.equal("least" in options, false);
  const { least = 7 } = options;
  assert.equal(least, 7);
  assert.deepEqual({ ...options }, { most: 2 });
});

Deno.test("options are made once for each value, and what was read before stays as it was", () => {
  const current = new Current({ most: 1 });
  let times = 0;
  const options = current.options(({ most }) => ({ times: ++times, most }));
  const before = { ...options };
  assert.equal(options.times, 1);
  current.replace({ most: 5 });
  assert.deepEqual([options.most, options.times, options.times], [5, 2, 2]);
  assert.deepEqual(before, { times: 1, most: 1 });
});
