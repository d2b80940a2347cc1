import assert from "node:assert/strict";
import fc from "fast-check";
import { classesAt, type PriorityClass, turnsOfAll } from "./classes.ts";

/** What a modem takes, claim by claim, while all these classes have work. */
function taken(from: number, count: number, waiting: readonly number[]) {
  return Array.from(
    { length: count },
    (_, at) => classesAt(from + at).find((it) => waiting.includes(it)),
  );
}

const turn = fc.nat(1_000_000);
const some = fc.uniqueArray(
  fc.constantFrom<PriorityClass>(0, 1, 2),
  { minLength: 1 },
);

Deno.test("classesAt() names each class once", () => {
  fc.assert(fc.property(turn, (it) => {
    assert.deepEqual(classesAt(it).toSorted(), [0, 1, 2]);
  }));
});

Deno.test("classesAt() gives each class that has work at least one claim in ten", () => {
  fc.assert(fc.property(turn, some, (from, waiting) => {
    const got = new Set(taken(from, turnsOfAll, waiting));
    assert.deepEqual([...got].toSorted(), waiting.toSorted());
  }));
});

Deno.test("classesAt() lets an urgent one wait behind one other at most", () => {
  fc.assert(fc.property(turn, some, (from, waiting) => {
    const first = taken(from, 2, [...waiting, 0]);
    assert.ok(first.includes(0), `${first}`);
  }));
});

Deno.test("classesAt() mostly asks for the urgent, then the normal, then the bulk", () => {
  const all = Array.from({ length: turnsOfAll }, (_, at) => classesAt(at));
  const usual = all.filter((it) => `${it}` === "0,1,2");
  assert.equal(usual.length, turnsOfAll - 2);
});
