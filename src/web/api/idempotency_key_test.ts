import assert from "node:assert/strict";
import fc from "fast-check";
import { fingerprintOf, readKey } from "./idempotency_key.ts";

Deno.test("an Idempotency-Key is a string in quotes, or what most clients send", () => {
  const rows = [
    [undefined, undefined],
    ['"8e03978e-40d5"', "8e03978e-40d5"],
    ["8e03978e-40d5", "8e03978e-40d5"],
    ['  "a b"  ', "a b"],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['""', "wrong"],
    ["", "wrong"],
    ['"a', "wrong"],
    ['a"b', "wrong"],
    ["a b", "wrong"],
    ['"é"', "wrong"],
    ['"a\\nb"', "wrong"],
    ['"a";p=1', "wrong"],
    ["x".repeat(255), "x".repeat(255)],
    ["x".repeat(256), "wrong"],
  ] as const;
  for (const [header, wanted] of rows) {
    const reading = readKey(header);
    const key = reading.kind === "key"
      ? reading.key
      : reading.kind === "none"
      ? undefined
      : "wrong";
    assert.equal(key, wanted, header);
  }
});

Deno.test("a key in quotes is read as it was written", () => {
  const ascii = fc.string({ unit: "grapheme-ascii", minLength: 1 });
  fc.assert(fc.property(ascii, (key) => {
    const quoted = `"${key.replaceAll(/["\\]/g, "\\$&")}"`;
    assert.deepEqual(readKey(quoted), { kind: "key", key });
  }));
});

Deno.test("equal requests have one fingerprint, whatever the order of their fields", () => {
  const one = fingerprintOf({ text: "a", recipient: ["b"], flash: undefined });
  assert.equal(one, fingerprintOf({ recipient: ["b"], text: "a" }));
  assert.notEqual(one, fingerprintOf({ recipient: "b", text: "a" }));
  assert.notEqual(one, fingerprintOf({ recipient: ["b"], text: "A" }));
});
