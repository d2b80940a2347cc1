import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeDcs, encodeDcs } from "./dcs.ts";

Deno.test("decodeDcs() reads every coding group", () => {
  const rows = [
    [0x00, "gsm7", undefined],
    [0x04, "data", undefined],
    [0x08, "ucs2", undefined],
    [0x0c, "gsm7", undefined], // reserved alphabet
    [0x03, "gsm7", undefined], // class bits without the bit that says they count
    [0x10, "gsm7", 0],
    [0x19, "ucs2", 1],
    [0x20, "data", undefined], // compressed
    [0x48, "ucs2", undefined], // marked for deletion
    [0x80, "gsm7", undefined], // reserved group
    [0xc8, "gsm7", undefined], // message waiting
    [0xd8, "gsm7", undefined],
    [0xe8, "ucs2", undefined],
    [0xf0, "gsm7", 0],
    [0xf6, "data", 2],
  ] as const;
  for (const [dcs, alphabet, messageClass] of rows) {
    assert.deepEqual(
      decodeDcs(dcs),
      { alphabet, messageClass },
      dcs.toString(16),
    );
  }
});

Deno.test("encodeDcs() writes the usual values", () => {
  assert.equal(encodeDcs("gsm7"), 0x00);
  assert.equal(encodeDcs("data"), 0x04);
  assert.equal(encodeDcs("ucs2"), 0x08);
  assert.equal(encodeDcs("gsm7", { flash: true }), 0x10);
  assert.equal(encodeDcs("ucs2", { flash: true }), 0x18);
});

Deno.test("decodeDcs() undoes encodeDcs()", () => {
  const alphabets = fc.constantFrom("gsm7", "ucs2", "data");
  fc.assert(fc.property(alphabets, fc.boolean(), (alphabet, flash) => {
    const messageClass = flash ? 0 : undefined;
    const dcs = encodeDcs(alphabet, { flash });
    assert.deepEqual(decodeDcs(dcs), { alphabet, messageClass });
  }));
});
