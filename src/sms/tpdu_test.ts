import assert from "node:assert/strict";
import type { OctetReader } from "./octets.ts";
import { bitsOf, type Decoded, decodePdu, framePdu } from "./tpdu.ts";

function readPair(reader: OctetReader): Decoded<readonly number[]> {
  return { kind: "ok", tpdu: [reader.octet("first"), reader.octet("second")] };
}

Deno.test("framePdu() does not count the SMSC's address", () => {
  assert.deepEqual(framePdu([0x00], [0x11, 0xab]), {
    hex: "0011AB",
    length: 2,
  });
  assert.deepEqual(framePdu([0x02, 0x91, 0x21], [0x11]), {
    hex: "02912111",
    length: 1,
  });
});

Deno.test("bitsOf() joins what is set", () => {
  assert.equal(bitsOf([[0x04, true], [0x20, false], [0x40, true]]), 0x44);
  assert.equal(bitsOf([]), 0);
});

Deno.test("decodePdu() says which field is missing", () => {
  assert.deepEqual(decodePdu("0102", "SUBMIT", readPair), {
    kind: "ok",
    tpdu: [1, 2],
  });
  assert.deepEqual(decodePdu("01", "SUBMIT", readPair), {
    kind: "malformed",
    reason: "SUBMIT of 1 octets ends inside second",
  });
});

Deno.test("decodePdu() refuses what is no hexadecimal", () => {
  assert.deepEqual(decodePdu("+CMT", "DELIVER", readPair), {
    kind: "malformed",
    reason: "DELIVER is not hexadecimal",
  });
});
