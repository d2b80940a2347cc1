import assert from "node:assert/strict";
import { boundaryAt, clusterAt } from "./grapheme.ts";

const family = "👩‍👩‍👧";

Deno.test("clusterAt() finds what people see as one character", () => {
  assert.deepEqual(clusterAt(`a${family}b`, 4), { start: 1, length: 8 });
  assert.deepEqual(clusterAt("e\u0301x", 1), { start: 0, length: 2 });
  assert.deepEqual(clusterAt("🇩🇪🇸🇪", 6), { start: 4, length: 4 });
});

Deno.test("boundaryAt() steps back to the start of a cluster", () => {
  const text = `a${family}b`;
  assert.equal(boundaryAt(text, 1), 1);
  assert.equal(boundaryAt(text, 2), 1);
  assert.equal(boundaryAt(text, 8), 1);
  assert.equal(boundaryAt(text, 9), 9);
  assert.equal(boundaryAt(text, 10), 10);
  assert.equal(boundaryAt(text, 99), 10);
  assert.equal(boundaryAt("", 0), 0);
});
