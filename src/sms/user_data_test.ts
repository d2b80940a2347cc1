import assert from "node:assert/strict";
import fc from "fast-check";
import { textOf } from "./assembly.ts";
import { hexOf, OctetReader, octetsOf } from "./octets.ts";
import {
  encodeUserData,
  maxUserDataOctets,
  readUserData,
  unitCapacity,
  type UserData,
  userDataOf,
} from "./user_data.ts";

type Reading = Parameters<typeof readUserData>[1];

function read(hex: string, reading: Partial<Reading> = {}): UserData {
  const reader = new OctetReader(octetsOf(hex)!);
  return readUserData(reader, {
    alphabet: "gsm7",
    hasHeader: false,
    ...reading,
  });
}

Deno.test("unitCapacity() is the table of TS 23.040", () => {
  const rows = [
    // header octets: none, 8-bit reference, 16-bit reference
    ["gsm7", 160, 153, 152],
    ["ucs2", 70, 67, 66],
    ["data", 140, 134, 133],
  ] as const;
  for (const [alphabet, single, narrow, wide] of rows) {
    assert.equal(unitCapacity(alphabet, 0), single);
    assert.equal(unitCapacity(alphabet, 6), narrow);
    assert.equal(unitCapacity(alphabet, 7), wide);
  }
});

Deno.test("unitCapacity() leaves room for national shifts", () => {
  assert.equal(unitCapacity("gsm7", 4), 155);
  assert.equal(unitCapacity("gsm7", 9), 149);
  assert.equal(unitCapacity("gsm7", 12), 146);
});

Deno.test("encodeUserData() counts septets, or octets, the header included", () => {
  const elements = [{ identifier: 0, data: [1, 2, 1] }];
  const hex = (text: string) =>
    hexOf(encodeUserData(userDataOf(text, { elements })));
  assert.equal(hex("aa"), "09050003010201C261");
  assert.equal(hex("я"), "08050003010201044F");
});

Deno.test("encodeUserData() refuses more than 140 octets", () => {
  const tooLong = { name: "SmsError", code: "too_long" };
  assert.throws(() => encodeUserData(userDataOf("a".repeat(161))), tooLong);
  assert.throws(() => encodeUserData(userDataOf("я".repeat(71))), tooLong);
  assert.equal(encodeUserData(userDataOf("a".repeat(160))).length, 141);
});

Deno.test("userDataOf() refuses a text that its alphabet lacks", () => {
  assert.throws(() => userDataOf("я", { alphabet: "gsm7" }), {
    code: "alphabet",
  });
});

Deno.test("readUserData() trusts the length where seven characters look like eight", () => {
  assert.equal(textOf(read("07E170381C0E8701")), "aaaaaaa");
});

Deno.test("readUserData() takes what is there when the length claims more", () => {
  const userData = read("A0050003000301306F3044", {
    alphabet: "ucs2",
    hasHeader: true,
  });
  assert.equal(textOf(userData), "はい");
  assert.equal(userData.truncated, true);
});

Deno.test("readUserData() ignores octets beyond the length", () => {
  const userData = read("02044F0450FFFF", { alphabet: "ucs2" });
  assert.equal(textOf(userData), "я");
  assert.equal(userData.truncated, false);
});

Deno.test("readUserData() keeps the text behind a broken header", () => {
  const userData = read("09050009010201C261", { hasHeader: true });
  assert.deepEqual(userData.elements, []);
  assert.equal(textOf(userData), "aa");
});

Deno.test("readUserData() survives a header that is all there is, or more", () => {
  assert.equal(textOf(read("07050003010201", { hasHeader: true })), "");
  assert.equal(textOf(read("02FF00", { hasHeader: true })), "");
  assert.equal(textOf(read("00", { hasHeader: true })), "");
});

Deno.test("readUserData() undoes encodeUserData(), with any header", () => {
  const header = fc.option(fc.array(fc.nat(255), { maxLength: 12 }));
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  fc.assert(fc.property(text, header, (text, data) => {
    const elements = data ? [{ identifier: 0x70, data }] : [];
    const userData = userDataOf(text, { elements });
    const octets = encodeUserData(userData);
    assert.ok(octets.length <= 1 + maxUserDataOctets);
    const { alphabet } = userData;
    const reading = { alphabet, hasHeader: data !== null };
    assert.deepEqual(read(hexOf(octets), reading), userData);
    assert.equal(textOf(userData), text);
  }));
});

Deno.test("readUserData() never throws, whatever came", () => {
  const alphabet = fc.constantFrom("gsm7", "ucs2", "data");
  fc.assert(
    fc.property(
      fc.uint8Array(),
      alphabet,
      fc.boolean(),
      (octets, alphabet, hasHeader) => {
        const userData = read(hexOf(octets), { alphabet, hasHeader });
        assert.equal(typeof textOf(userData), "string");
      },
    ),
  );
});
