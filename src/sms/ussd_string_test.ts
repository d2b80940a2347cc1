import assert from "node:assert/strict";
import fc from "fast-check";
import { packUssd, readUssd, ucs2Ussd, ussdAlphabet } from "./ussd_string.ts";

Deno.test("packUssd() packs as TS 23.038 asks, with a CR in seven spare bits", () => {
  assert.equal(packUssd("*100#"), "AA180C3602");
  assert.equal(packUssd("*100*1#"), "AA180CA68A8D1A");
  assert.equal(packUssd("Баланс"), undefined);
});

Deno.test("ussdAlphabet() reads the coding scheme", () => {
  const schemes = [0, 1, 15, 16, 17, 64, 68, 72, 240, 244];
  assert.deepEqual(schemes.map(ussdAlphabet), [
    "gsm7",
    "gsm7",
    "gsm7",
    "gsm7",
    "ucs2",
    "gsm7",
    "8-bit",
    "ucs2",
    "gsm7",
    "8-bit",
  ]);
});

Deno.test("readUssd() reads what modems make of a string", () => {
  const table: readonly (readonly [string, number, string])[] = [
    // Text as it is: also a balance that looks like hexadecimal.
    ["Your balance is 12.50 EUR", 15, "Your balance is 12.50 EUR"],
    ["1250", 15, "1250"],
    ["12345678", 15, "12345678"],
    ["Guthaben f}r", 15, "Guthaben fñr"],
    ["Guthaben f\x7er", 15, "Guthaben für"],
    // Huawei: the octets of the network.
    [packUssd("Balance 12.50")!, 15, "Balance 12.50"],
    // UCS-2, with and without a language in front.
    ["0411043004340430043D0441", 72, "Баданс"],
    ["0031002C0035002020AC", 17, "1,5 €"],
    ["65370031002C0035", 17, "1,5"],
    ["00310032", 72, "12"],
    // The character set "UCS2" writes so whatever the scheme.
    ["00420061006C0020003100320033", 15, "Bal 123"],
    ["48656C6C6F", 68, "Hello"],
    ["", 15, ""],
    ["ABC", 72, "ABC"],
  ];
  for (const [text, dcs, expected] of table) {
    assert.equal(readUssd(text, dcs), expected, text);
  }
  assert.equal(readUssd("31D98C06", 15, { hex: true }), "1234");
});

const letters = fc.string({
  unit: fc.constantFrom(..."abcXYZ äöü0123456789.,:#*+-€\n"),
  minLength: 1,
  maxLength: 160,
});

Deno.test("readUssd() undoes packUssd() and ucs2Ussd()", () => {
  fc.assert(fc.property(letters, (text) => {
    assert.equal(readUssd(packUssd(text)!, 15, { hex: true }), text);
    assert.equal(readUssd(ucs2Ussd(text), 72), text);
  }));
});

Deno.test("readUssd() reads anything without throwing", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0A1F") })),
      fc.nat(300),
      fc.boolean(),
      (text, dcs, hex) => {
        assert.equal(typeof readUssd(text, dcs, { hex }), "string");
      },
    ),
  );
});
