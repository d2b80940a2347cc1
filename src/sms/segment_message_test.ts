import assert from "node:assert/strict";
import fc from "fast-check";
import { joinSegments } from "./assembly.ts";
import { type MessageOptions, segmentMessage } from "./segment_message.ts";
import { decodeSubmit, type SubmitPdu, type SubmitTpdu } from "./submit_pdu.ts";
import { unitCapacity } from "./user_data.ts";
import { concatenationOf } from "./user_data_header.ts";

const dayMs = 86_400_000;
const usual: MessageOptions = {
  recipient: "+358401234567",
  reference: 0x2a,
  referenceBits: 8,
  flash: false,
  statusReport: false,
  validityMs: 7 * dayMs,
};

function submitOf({ hex }: SubmitPdu): SubmitTpdu {
  const decoded = decodeSubmit(hex);
  assert.ok(decoded.kind === "ok", hex);
  return decoded.tpdu;
}

Deno.test("segmentMessage() sends a short text without a header", () => {
  const options = { ...usual, flash: true, statusReport: true };
  assert.deepEqual(segmentMessage("Hi", options), [
    { hex: "0031000C915348103254760010AD02C834", length: 16 },
  ]);
  assert.deepEqual(
    segmentMessage("€", { ...usual, validityMs: dayMs }).map(({ hex }) => hex),
    ["0011000C915348103254760000A7029B32"],
  );
});

Deno.test("segmentMessage() sends UTF-16 when it must", () => {
  assert.deepEqual(segmentMessage("€1 😁", { ...usual, statusReport: true }), [
    {
      hex: "0031000C915348103254760008AD0A20AC00310020D83DDE01",
      length: 24,
    },
  ]);
});

Deno.test("segmentMessage() moves an escape pair to the next segment", () => {
  const text = "a".repeat(152) + "€" + "b".repeat(10);
  const [first, second] = segmentMessage(text, usual);
  assert.match(first!.hex, /^0051000C915348103254760000AD9F0500032A0201/);
  assert.deepEqual(second, {
    hex: "0051000C915348103254760000AD130500032A02023665B1582C168BC562B118",
    length: 31,
  });
});

Deno.test("segmentMessage() moves a surrogate pair to the next segment", () => {
  const [first, second] = segmentMessage("я".repeat(66) + "😁xxx", usual);
  assert.match(first!.hex, /^0051000C915348103254760008AD8A0500032A0201/);
  assert.equal(
    second!.hex,
    "0051000C915348103254760008AD100500032A0202D83DDE01007800780078",
  );
});

Deno.test("segmentMessage() writes 16-bit references", () => {
  const options = { ...usual, reference: 0x1234, referenceBits: 16 } as const;
  const pdus = segmentMessage("c".repeat(152 + 9), options);
  assert.deepEqual(pdus.map(({ hex }) => hex.slice(0, 48)), [
    "0051000C915348103254760000ADA006080412340201E3F1",
    "0051000C915348103254760000AD1106080412340202E3F1",
  ]);
});

Deno.test("segmentMessage() sends short codes as unknown, and the network's validity by default", () => {
  const { validityMs: _, ...options } = usual;
  const [pdu] = segmentMessage("Hi", { ...options, recipient: "72404" });
  assert.equal(pdu!.hex, "00010005812704F4000002C834");
});

Deno.test("segmentMessage() announces national tables behind the place, in every segment", () => {
  const shift = { locking: 1, single: 1 };
  const pdus = segmentMessage("ş".repeat(153), {
    ...usual,
    nationalShift: shift,
  });
  const tpdus = pdus.map(submitOf);
  assert.deepEqual(tpdus.map(({ userData }) => userData.elements), [
    [
      { identifier: 0x00, data: [0x2a, 2, 1] },
      { identifier: 0x25, data: [1] },
      { identifier: 0x24, data: [1] },
    ],
    [
      { identifier: 0x00, data: [0x2a, 2, 2] },
      { identifier: 0x25, data: [1] },
      { identifier: 0x24, data: [1] },
    ],
  ]);
  assert.deepEqual(tpdus.map(({ dataCoding }) => dataCoding), [0, 0]);
  assert.deepEqual(tpdus.map(({ userData }) => userData.units.length), [
    146,
    7,
  ]);
});

Deno.test("segmentMessage() writes what its tables lack in the usual way", () => {
  const nationalShift = { locking: 0, single: 1 };
  const [unknown] = segmentMessage("aя", { ...usual, nationalShift });
  assert.equal(submitOf(unknown!).dataCoding, 8);
  const [future] = segmentMessage("aş", {
    ...usual,
    nationalShift: { locking: 99, single: 0 },
  });
  assert.equal(submitOf(future!).dataCoding, 8);
  assert.deepEqual(submitOf(future!).userData.elements, []);
});

Deno.test("segmentMessage() asks for replacement only of a message in one segment", () => {
  const options = { ...usual, replaceType: 7 };
  const identifiers = (text: string) =>
    segmentMessage(text, options).map((pdu) =>
      submitOf(pdu).protocolIdentifier
    );
  assert.deepEqual(identifiers("Hi"), [0x47]);
  assert.deepEqual(identifiers("a".repeat(161)), [0, 0]);
});

Deno.test("segmentMessage() refuses what it cannot send", () => {
  assert.throws(() => segmentMessage("a".repeat(153 * 255 + 1), usual), {
    code: "too_many_segments",
  });
  assert.throws(() => segmentMessage("Hi", { ...usual, recipient: "anna" }), {
    code: "address",
  });
  assert.equal(segmentMessage("a".repeat(153 * 255), usual).length, 255);
});

Deno.test("joinSegments() gives back what segmentMessage() was given", () => {
  const text = fc.oneof(
    fc.string({
      unit: fc.constantFrom("a", "€", "\n", "ß"),
      maxLength: 700,
      size: "max",
    }),
    fc.string({ unit: "grapheme", maxLength: 300, size: "max" }),
    fc.string({
      unit: fc.constantFrom("ş", "İ", "Ã", "€", "ú", "a"),
      maxLength: 500,
      size: "max",
    }),
  );
  const options = fc.record({
    recipient: fc.constantFrom("+491711234567", "72404"),
    reference: fc.nat(0xffff),
    referenceBits: fc.constantFrom(8, 16),
    flash: fc.boolean(),
    statusReport: fc.boolean(),
    nationalShift: fc.record({
      locking: fc.constantFrom(0, 1, 3),
      single: fc.constantFrom(0, 1, 2, 3),
    }),
  });
  fc.assert(fc.property(text, options, (text, options) => {
    const tpdus = segmentMessage(text, options).map(submitOf);
    const parts = tpdus.map(({ userData }) => userData);
    assert.equal(joinSegments(parts), text);
    for (const [index, { recipient, userData }] of tpdus.entries()) {
      assert.equal(recipient.text, options.recipient);
      const { alphabet, units } = userData;
      assert.ok(units.length <= unitCapacity(alphabet, 0));
      const last = units.at(-1) ?? 0;
      assert.ok(
        alphabet === "gsm7" ? last !== 0x1b : (last & 0xfc00) !== 0xd800,
      );
      const concatenation = concatenationOf(userData.elements);
      assert.equal(
        concatenation?.sequence,
        tpdus.length > 1 ? index + 1 : undefined,
      );
      assert.equal(
        concatenation?.reference,
        tpdus.length > 1
          ? options.reference % 2 ** options.referenceBits
          : undefined,
      );
    }
  }));
});
