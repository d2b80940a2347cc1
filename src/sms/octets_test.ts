import assert from "node:assert/strict";
import fc from "fast-check";
import { hexOf, OctetReader, octetsOf, swapped } from "./octets.ts";

Deno.test("hexOf() writes upper case, two digits an octet", () => {
  assert.equal(hexOf([0, 0x0a, 0xff]), "000AFF");
});

Deno.test("octetsOf() reads either case and ignores spaces around", () => {
  assert.deepEqual(octetsOf(" 0aFf\r\n"), Uint8Array.of(0x0a, 0xff));
  assert.deepEqual(octetsOf(""), new Uint8Array());
});

Deno.test("octetsOf() refuses what is no hexadecimal", () => {
  for (const text of ["0", "0G", "00 00", "0x00"]) {
    assert.equal(octetsOf(text), undefined, text);
  }
});

Deno.test("octetsOf() undoes hexOf()", () => {
  fc.assert(fc.property(fc.uint8Array(), (octets) => {
    assert.deepEqual(octetsOf(hexOf(octets)), octets);
  }));
});

Deno.test("swapped() exchanges the semi-octets", () => {
  assert.equal(swapped(0x12), 0x21);
  assert.equal(swapped(0xf0), 0x0f);
});

Deno.test("OctetReader remembers the first field that was not there", () => {
  const reader = new OctetReader(Uint8Array.of(1, 2, 3));
  assert.equal(reader.octet("one"), 1);
  assert.equal(reader.missing, undefined);
  assert.deepEqual(reader.take(3, "two"), Uint8Array.of(2, 3, 0));
  assert.equal(reader.octet("three"), 0);
  assert.equal(reader.missing, "two");
});

Deno.test("OctetReader: rest() may be nothing, and then nothing is missing", () => {
  const reader = new OctetReader(Uint8Array.of(7));
  assert.deepEqual(reader.rest(), Uint8Array.of(7));
  assert.deepEqual(reader.rest(), new Uint8Array());
  assert.equal(reader.missing, undefined);
});
