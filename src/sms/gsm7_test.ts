import assert from "node:assert/strict";
import fc from "fast-check";
import {
  canEncode,
  defaultAlphabet,
  defaultExtension,
  gsm7PrefixLength,
  septetCount,
  septetsOf,
  textOfSeptets,
} from "./gsm7.ts";

const characters = [
  ...defaultAlphabet.replace("\x1b", ""),
  ...defaultExtension.values(),
];

Deno.test("the default alphabet has 128 places and no character twice", () => {
  assert.equal(defaultAlphabet.length, 128);
  assert.equal(new Set(characters).size, 127 + 10);
});

Deno.test("the default alphabet has its landmarks in place", () => {
  const landmarks: Readonly<Record<number, string>> = {
    0x00: "@",
    0x02: "$",
    0x09: "Ç",
    0x0a: "\n",
    0x0d: "\r",
    0x10: "Δ",
    0x1f: "É",
    0x20: " ",
    0x24: "¤",
    0x40: "¡",
    0x5f: "§",
    0x60: "¿",
    0x7f: "à",
  };
  for (const [code, character] of Object.entries(landmarks)) {
    assert.equal(defaultAlphabet[Number(code)], character, code);
  }
});

Deno.test("canEncode() knows what is commonly but wrongly taken for GSM 7-bit", () => {
  for (const character of "`çáíóúêâôË«»“”‘’–—…\u00a0\t•\x1b") {
    assert.equal(canEncode(character), false, JSON.stringify(character));
  }
});

Deno.test("septetCount() counts two for the extension table", () => {
  assert.equal(septetCount(""), 0);
  assert.equal(septetCount("a€b\n"), 5);
  assert.equal(septetCount("ab✓"), undefined);
});

Deno.test("gsm7PrefixLength() ends before the first foreign character", () => {
  assert.equal(gsm7PrefixLength("ab€✓c"), 3);
  assert.equal(gsm7PrefixLength("abc"), 3);
});

Deno.test("septetsOf() refuses a foreign character", () => {
  assert.throws(() => septetsOf("ab✓"), { name: "SmsError", code: "alphabet" });
});

Deno.test("textOfSeptets() shows the plain character for an unknown extension", () => {
  assert.equal(textOfSeptets([0x1b, 0x41, 0x42]), "AB");
});

Deno.test("textOfSeptets() shows a space for an escape of an escape, and for one at the end", () => {
  assert.equal(textOfSeptets([0x61, 0x1b, 0x1b, 0x65]), "a e");
  assert.equal(textOfSeptets([0x61, 0x1b]), "a ");
});

Deno.test("textOfSeptets() undoes septetsOf()", () => {
  const text = fc.string({ unit: fc.constantFrom(...characters) });
  fc.assert(fc.property(text, (text) => {
    const septets = septetsOf(text);
    assert.equal(septets.length, septetCount(text));
    assert.equal(textOfSeptets(septets), text);
  }));
});
