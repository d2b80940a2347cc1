import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance, nearest } from "./nearest.ts";

const names = ["max_size", "max_line", "idle_timeout", "allow", "baud", "pin"];

Deno.test("nearest() finds the name that a slip of the hand hides", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["max_sise", "max_size"],
    ["max_szie", "max_size"],
    ["maxSize", "max_size"],
    ["MAX-LINE", "max_line"],
    ["idle_time_out", "idle_timeout"],
    ["alow", "allow"],
    ["baudrate", "baud"],
    ["idle", "idle_timeout"],
  ];
  for (const [written, meant] of cases) {
    assert.equal(nearest(written, names), meant, written);
  }
});

Deno.test("nearest() does not guess wildly", () => {
  for (const written of ["colour", "x", "", "speed", "certificate", "nip"]) {
    assert.equal(nearest(written, names), undefined, written);
  }
  assert.equal(nearest("max_size", []), undefined);
});

Deno.test("editDistance() counts insertions, removals, replacements and swaps", () => {
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("szie", "size"), 1);
  assert.equal(editDistance("same", "same"), 0);
});

Deno.test("editDistance() is a measure: zero only for equals, the same both ways, never over the longer length", () => {
  const word = fc.string({
    maxLength: 8,
    unit: fc.constantFrom("a", "b", "c"),
  });
  fc.assert(fc.property(word, word, (a, b) => {
    const distance = editDistance(a, b);
    assert.equal(distance === 0, a === b);
    assert.equal(distance, editDistance(b, a));
    assert.ok(distance >= Math.abs(a.length - b.length));
    assert.ok(distance <= Math.max(a.length, b.length));
  }));
});
