import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Address,
  addressOf,
  decodeAddress,
  decodeServiceCentre,
  encodeAddress,
  encodeServiceCentre,
  isDialable,
} from "./address.ts";
import { hexOf, OctetReader } from "./octets.ts";

function decoded(octets: readonly number[]): Address {
  return decodeAddress(new OctetReader(Uint8Array.from(octets)), "TP-OA");
}

Deno.test("addressOf() sends E.164 as international and a short code as unknown", () => {
  assert.equal(addressOf("+491711234567").typeOfAddress, 0x91);
  assert.equal(addressOf("72404").typeOfAddress, 0x81);
});

Deno.test("encodeAddress() counts digits, not octets", () => {
  const hex = (number: string) => hexOf(encodeAddress(addressOf(number)));
  assert.equal(hex("+19037029920"), "0B919130079229F0");
  assert.equal(hex("+358401234567"), "0C91534810325476");
  assert.equal(hex("72404"), "05812704F4");
});

Deno.test("encodeAddress() packs a name and counts its semi-octets", () => {
  const hex = (text: string) =>
    hexOf(encodeAddress({ text, typeOfAddress: 0xd0 }));
  assert.equal(hex("abc"), "06D061F118");
  assert.equal(hex("FRANCOIS"), "0ED04669D0397C26A7");
});

Deno.test("encodeAddress() refuses what cannot be dialled", () => {
  const refused: readonly Address[] = [
    addressOf(""),
    addressOf("+"),
    addressOf("0171 123"),
    addressOf("1".repeat(21)),
    { text: "Twelve chars", typeOfAddress: 0xd0 },
    { text: "Ж", typeOfAddress: 0xd0 },
  ];
  for (const address of refused) {
    assert.throws(() => encodeAddress(address), { code: "address" });
  }
});

Deno.test("encodeServiceCentre() counts octets, and leaves the choice to the SIM by default", () => {
  const address = addressOf("+19037029920");
  assert.equal(hexOf(encodeServiceCentre(address)), "07919130079229F0");
  assert.equal(hexOf(encodeServiceCentre(undefined)), "00");
});

Deno.test("decodeServiceCentre() undoes encodeServiceCentre()", () => {
  for (
    const address of [undefined, addressOf("+358405202090"), addressOf("12345")]
  ) {
    const octets = Uint8Array.from(encodeServiceCentre(address));
    assert.deepEqual(decodeServiceCentre(new OctetReader(octets)), address);
  }
});

Deno.test("isDialable() refuses names and numbers with other digits", () => {
  assert.equal(isDialable(addressOf("+4917")), true);
  assert.equal(isDialable({ text: "12345", typeOfAddress: 0xd0 }), false);
  assert.equal(isDialable(addressOf("+#084")), false);
  assert.equal(isDialable(addressOf("")), false);
});

Deno.test("decodeAddress() undoes encodeAddress() for any number", () => {
  const digits = fc.string({
    unit: fc.constantFrom(..."0123456789*#abc"),
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(fc.property(digits, fc.boolean(), (digits, international) => {
    const address = addressOf(international ? "+" + digits : digits);
    assert.deepEqual(decoded(encodeAddress(address)), address);
  }));
});

Deno.test("decodeAddress() undoes encodeAddress() for any name", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9 ]{1,11}$/);
  fc.assert(fc.property(name, (text) => {
    const address = { text, typeOfAddress: 0xd0 };
    assert.deepEqual(decoded(encodeAddress(address)), address);
  }));
});

Deno.test("decodeAddress() reads a sender that is not given as nothing, whatever its type", () => {
  for (const type of [0x91, 0x81, 0xd0]) {
    const address = decodeAddress(
      new OctetReader(Uint8Array.of(0, type)),
      "TP-OA",
    );
    assert.deepEqual(address, { text: "", typeOfAddress: type });
    assert.equal(isDialable(address), false);
  }
});
