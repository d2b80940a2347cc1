import assert from "node:assert/strict";
import fc from "fast-check";
import { septetsOf } from "./gsm7.ts";
import { hexOf } from "./octets.ts";
import { packedLength, packSeptets, unpackSeptets } from "./septets.ts";

Deno.test("packSeptets() puts the first septet into the lowest bits", () => {
  const packed = (text: string) => hexOf(packSeptets(septetsOf(text)));
  assert.equal(packed("[{abc}]~"), "1BDE0615168F37A98D6FD303");
  assert.equal(packed("aaaaaaa"), "E170381C0E8701");
  assert.equal(packed("aaaaaaaa"), "E170381C0E87C3");
  assert.equal(packed(""), "");
});

Deno.test("packSeptets() leaves room in front, and zeros as fill bits", () => {
  assert.equal(hexOf(packSeptets(septetsOf("a"), 7)), "000000000000C2");
  assert.equal(hexOf(packSeptets(septetsOf("a"), 8)), "0000000000000061");
});

Deno.test("unpackSeptets() takes no more than there is", () => {
  const octets = Uint8Array.of(0xff, 0xff);
  assert.equal(unpackSeptets(octets, { first: 0, end: 160 }).length, 2);
  assert.equal(unpackSeptets(octets, { first: 5, end: 160 }).length, 0);
  assert.equal(unpackSeptets(octets, { first: 1, end: 0 }).length, 0);
});

Deno.test("unpackSeptets() undoes packSeptets(), wherever the first one goes", () => {
  const septets = fc.array(fc.nat(0x7f), { maxLength: 160 });
  fc.assert(fc.property(septets, fc.nat(20), (septets, first) => {
    const octets = packSeptets(septets, first);
    const end = first + septets.length;
    assert.equal(octets.length, packedLength(end));
    assert.deepEqual([...unpackSeptets(octets, { first, end })], septets);
  }));
});
