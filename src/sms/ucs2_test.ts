import assert from "node:assert/strict";
import fc from "fast-check";
import { octetsOfUtf16, textOfUtf16, utf16Of, utf16OfOctets } from "./ucs2.ts";

Deno.test("octetsOfUtf16() writes the high octet first, and surrogate pairs", () => {
  const octets = octetsOfUtf16(utf16Of("я😁"));
  assert.deepEqual(octets, Uint8Array.of(0x04, 0x4f, 0xd8, 0x3d, 0xde, 0x01));
});

Deno.test("utf16OfOctets() drops an odd last octet, and reads a slice in its place", () => {
  const octets = Uint8Array.of(0xff, 0x04, 0x4f, 0x04).subarray(1);
  assert.equal(textOfUtf16(utf16OfOctets(octets)), "я");
});

Deno.test("a lone surrogate becomes U+FFFD in both directions", () => {
  assert.equal(textOfUtf16([0x61, 0xd83d]), "a\ufffd");
  assert.deepEqual([...utf16Of("\ude01a")], [0xfffd, 0x61]);
});

Deno.test("UTF-16 survives the way through octets", () => {
  const character = fc.integer({ min: 0, max: 0x10ffff })
    .map((codePoint) => String.fromCodePoint(codePoint));
  fc.assert(fc.property(fc.array(character), (characters) => {
    const text = characters.join("").toWellFormed();
    assert.equal(
      textOfUtf16(utf16OfOctets(octetsOfUtf16(utf16Of(text)))),
      text,
    );
  }));
});
