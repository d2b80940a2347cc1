import assert from "node:assert/strict";
import fc from "fast-check";
import { hexOf, octetsOf } from "./octets.ts";
import {
  concatenationElement,
  concatenationOf,
  decodeHeader,
  encodeHeader,
  nationalShiftOf,
} from "./user_data_header.ts";

Deno.test("encodeHeader() counts its octets, and is nothing without elements", () => {
  const part = { reference: 0x1234, total: 2, sequence: 1 };
  const hexOfPart = (referenceBits: 8 | 16) =>
    hexOf(encodeHeader([concatenationElement({ ...part, referenceBits })]));
  assert.equal(hexOfPart(8), "050003340201");
  assert.equal(hexOfPart(16), "06080412340201");
  assert.deepEqual(encodeHeader([]), []);
});

Deno.test("concatenationOf() need not find its element first", () => {
  const { elements } = decodeHeader(octetsOf("0B05040B8423F00003CC0201")!);
  assert.deepEqual(concatenationOf(elements), {
    reference: 0xcc,
    referenceBits: 8,
    total: 2,
    sequence: 1,
  });
});

Deno.test("concatenationOf() ignores a segment that counts wrongly", () => {
  for (
    const hex of ["050003000001", "050003000200", "050003000203", "03000100"]
  ) {
    const octets = octetsOf(hex)!;
    assert.equal(
      concatenationOf(decodeHeader(octets).elements),
      undefined,
      hex,
    );
  }
  assert.equal(concatenationOf([]), undefined);
});

Deno.test("concatenationOf() believes the last of two", () => {
  const { elements } = decodeHeader(octetsOf("0B0003010201080400020301")!);
  assert.equal(concatenationOf(elements)?.reference, 2);
});

Deno.test("concatenationOf() accepts reference 0", () => {
  assert.equal(
    concatenationOf([{ identifier: 0, data: [0, 2, 1] }])?.reference,
    0,
  );
});

Deno.test("decodeHeader() drops elements that do not add up, and skips the header", () => {
  assert.deepEqual(
    decodeHeader(octetsOf("0500090102014142")!),
    {
      elements: [],
      length: 6,
    },
  );
  assert.deepEqual(decodeHeader(octetsOf("0100")!), {
    elements: [],
    length: 2,
  });
  assert.deepEqual(decodeHeader(octetsOf("FF0000")!).length, 3);
  assert.deepEqual(decodeHeader(new Uint8Array()), { elements: [], length: 0 });
});

Deno.test("nationalShiftOf() reads hexadecimal 24 and 25", () => {
  const { elements } = decodeHeader(octetsOf("06240101250103")!);
  assert.deepEqual(nationalShiftOf(elements), { single: 1, locking: 3 });
  assert.deepEqual(nationalShiftOf([]), { single: 0, locking: 0 });
});

Deno.test("decodeHeader() undoes encodeHeader()", () => {
  const element = fc.record({
    identifier: fc.nat(255),
    data: fc.array(fc.nat(255), { maxLength: 20 }),
  }, { noNullPrototype: true });
  const elements = fc.array(element, { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(elements, (elements) => {
    const octets = Uint8Array.from([...encodeHeader(elements), 0x41, 0x42]);
    assert.deepEqual(decodeHeader(octets), {
      elements,
      length: octets.length - 2,
    });
  }));
});
