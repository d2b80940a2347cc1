import assert from "node:assert/strict";
import { Refusals } from "./refusals.ts";

const failing = [{ from: 100, to: 200 }];

function refusedOnce(): Refusals {
  const refusals = new Refusals();
  refusals.add({ mark: "a", begunAt: 140, refusedAt: 150 });
  return refusals;
}

Deno.test("what was refused while syncs failed may arrive after a kill", () => {
  const refusals = refusedOnce();
  refusals.killed(failing);
  assert.deepEqual(refusals.wronglyShown(["a", "b"]), []);
  assert.deepEqual(refusals.rightlyShown(["a", "b"]), ["a"]);
});

Deno.test("it may not when another mail was answered 250 before the kill", () => {
  const refusals = refusedOnce();
  refusals.committed(160);
  refusals.killed(failing);
  assert.deepEqual(refusals.wronglyShown(["a"]), ["a"]);
});

Deno.test("a 250 on a mail that had been begun before ends nothing", () => {
  const refusals = refusedOnce();
  refusals.committed(149);
  refusals.killed(failing);
  assert.deepEqual(refusals.wronglyShown(["a"]), []);
});

Deno.test("it may not when syncs did not fail at the time, or nothing was killed", () => {
  const late = refusedOnce();
  late.killed([{ from: 151, to: 200 }]);
  assert.deepEqual(late.wronglyShown(["a"]), ["a"]);
  assert.deepEqual(refusedOnce().wronglyShown(["a"]), ["a"]);
  const earlier = refusedOnce();
  earlier.killed([]);
  earlier.killed(failing);
  assert.deepEqual(earlier.wronglyShown(["a"]), ["a"]);
});
