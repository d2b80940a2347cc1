import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf } from "./address.ts";
import { joinSegments, textOf } from "./assembly.ts";
import {
  decodeDeliver,
  type DeliverTpdu,
  encodeDeliver,
} from "./deliver_pdu.ts";
import { hexOf } from "./octets.ts";
import { timestampOf } from "./timestamp.ts";
import { userDataOf } from "./user_data.ts";
import { concatenationOf } from "./user_data_header.ts";

function deliverOf(hex: string): DeliverTpdu {
  const decoded = decodeDeliver(hex);
  assert.ok(decoded.kind === "ok", hex);
  return decoded.tpdu;
}

/** Published PDUs: hexadecimal, sender, time, text. */
const published = [
  [
    "06917228195339040B917228214365F700003130805120618005D4F29C2E03",
    "+27821234567",
    "2013-03-08T15:02:16+02:00",
    "Test2",
  ],
  [
    "06917228195339040B917228214365F70000313062315352800A800D8A5E98D337A910",
    "+27821234567",
    "2013-03-26T13:35:25+02:00",
    "@{tést}!",
  ],
  [
    "07911326040000F0040B911346610089F60000208062917314480CC8F71D14969741F977FD07",
    "+31641600986",
    "2002-08-26T19:37:41-01:00",
    "How are you?",
  ],
  [
    "0791447758100650040DD0F334FC1CA6970100008080312170224008D4F29CDE0EA7D9",
    "sipgate",
    "2008-08-13T12:07:22+01:00",
    "Testmail",
  ],
  [
    "07919730071111F10414D04937BD2C7797E9D3E614000811309291024061080442043504410442",
    "InternetSMS",
    "2011-03-29T19:20:04+04:00",
    "тест",
  ],
] as const;

/** Two segments that came through different SMSCs. */
const multipart = [
  "07912160130320F5440B916171056429F5000021405291650569A00500034C0201A9E8F41C949E83C" +
  "2207B599E07B1DFEE33885E9ED341E4F23C7D7697C920FA1B54C697E5E3F4BC0C6AD7D9F434081E96D" +
  "341E3303C2C4EB3D3F4BC0B94A483E6E8779D4D06CDD1EF3BA80E0785E7A0B7BB0C6A97E7F3F0B9CC0" +
  "2B9DF7450780EA2DFDF2C50780EA2A3CBA0BA9B5C96B3F369F71954768FDFE4B4FB0C9297E1F2F2BCE" +
  "CA6CF41",
  "07912160130320F6440B916171056429F5000021405291651569320500034C0202E9E8301D4447974" +
  "1F0B09C3E0785E56590BCCC0ED3CB6410FD0D7ABBCBA0B0FB4D4797E52E10",
] as const;

/** A 16-bit reference, protocol identifier 39, type of address 85. */
const wideReference =
  "07911356131313F64004850120390011609232239180A006080400100201D7327BFD6EB340E2321BF4" +
  "6E83EA7790F59D1E97DBE1341B442F83C465763D3DA797E56537C81D0ECB41AB59CC1693C16031D96C" +
  "064241E5656838AF03A96230982A269BCD462917C8FA4E8FCBED709A0D7ABBE9F6B0FB5C7683D27350" +
  "984D4FABC9A0B33C4C4FCF5D20EBFB2D079DCB62793DBD06D9C36E50FB2D4E97D9A0B49B5E96BBCB";

Deno.test("decodeDeliver() reads the published PDUs, and encodeDeliver() writes them again", () => {
  for (const [hex, originator, time, text] of published) {
    const tpdu = deliverOf(hex);
    assert.equal(tpdu.originator.text, originator, hex);
    assert.equal(tpdu.serviceCentreTime.epochMs, Date.parse(time));
    assert.equal(tpdu.moreMessages, false);
    assert.equal(textOf(tpdu.userData), text);
    assert.equal(encodeDeliver(tpdu).hex, hex);
  }
});

Deno.test("decodeDeliver() reads segments that joinSegments() joins", () => {
  const segments = multipart.map(deliverOf);
  const [first, second] = segments;
  assert.notEqual(first?.serviceCentre?.text, second?.serviceCentre?.text);
  const text = joinSegments(segments.map(({ userData }) => userData).reverse());
  assert.match(
    text,
    /represents that the parts are related to one another\. $/,
  );
  for (const [index, { userData }] of segments.entries()) {
    assert.deepEqual(concatenationOf(userData.elements), {
      reference: 0x4c,
      referenceBits: 8,
      total: 2,
      sequence: index + 1,
    });
  }
  // Not the same octets: this sender set the fill bit, which means nothing.
  const again = segments.map((tpdu) => deliverOf(encodeDeliver(tpdu).hex));
  assert.deepEqual(again, segments);
});

Deno.test("decodeDeliver() accepts a 16-bit reference and any protocol identifier", () => {
  const tpdu = deliverOf(wideReference);
  assert.deepEqual(tpdu.originator, { text: "1002", typeOfAddress: 0x85 });
  assert.equal(tpdu.protocolIdentifier, 0x39);
  assert.equal(tpdu.moreMessages, true);
  assert.equal(textOf(tpdu.userData).length, 152);
  assert.deepEqual(concatenationOf(tpdu.userData.elements), {
    reference: 0x10,
    referenceBits: 16,
    total: 2,
    sequence: 1,
  });
  assert.equal(encodeDeliver(tpdu).hex, wideReference);
});

Deno.test("decodeDeliver() keeps a timestamp that is garbage", () => {
  const hex = "00040B917228214365F70000FFFFFFFFFFFFFF05D4F29C2E03";
  const { serviceCentreTime, userData } = deliverOf(hex);
  assert.equal(serviceCentreTime.epochMs, undefined);
  assert.equal(hexOf(serviceCentreTime.octets), "FFFFFFFFFFFFFF");
  assert.equal(textOf(userData), "Test2");
});

Deno.test("decodeDeliver() takes the reserved type for a DELIVER, and no other", () => {
  const [hex] = published[0];
  assert.equal(decodeDeliver(hex.replace("9339040B", "9339070B")).kind, "ok");
  for (const firstOctet of ["05", "06"]) {
    assert.deepEqual(decodeDeliver("00" + firstOctet + hex.slice(16)), {
      kind: "malformed",
      reason: "Not a DELIVER: its message type says otherwise",
    });
  }
});

Deno.test("decodeDeliver() says where a PDU breaks off, at any octet", () => {
  const [hex] = published[0];
  for (let length = 0; length < hex.length - 12; length += 2) {
    const decoded = decodeDeliver(hex.slice(0, length));
    assert.ok(decoded.kind === "malformed", hex.slice(0, length));
    assert.match(decoded.reason, /^DELIVER of \d+ octets ends inside /);
  }
});

Deno.test("decodeDeliver() never throws, whatever a modem says", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
    const decoded = decodeDeliver(hexOf([0, 0x44, ...octets]));
    if (decoded.kind === "ok") textOf(decoded.tpdu.userData);
    assert.match(decoded.kind, /^(?:ok|malformed)$/);
    assert.match(decodeDeliver(hexOf(octets)).kind, /^(?:ok|malformed)$/);
  }));
});

Deno.test("decodeDeliver() undoes encodeDeliver()", () => {
  const fields = fc.record({
    originator: fc.constantFrom(
      addressOf("+491711234567"),
      addressOf("72404"),
      { text: "Boiler 3", typeOfAddress: 0xd0 },
    ),
    moreMessages: fc.boolean(),
    statusReport: fc.boolean(),
    text: fc.string({ unit: "grapheme", maxLength: 12 }),
  });
  fc.assert(fc.property(fields, ({ text, ...fields }) => {
    const tpdu = deliverOf(
      encodeDeliver({
        ...fields,
        serviceCentreTime: timestampOf(1.7e12, { offsetMinutes: 60 }),
        userData: userDataOf(text),
      }).hex,
    );
    assert.deepEqual(tpdu.originator, fields.originator);
    assert.equal(tpdu.moreMessages, fields.moreMessages);
    assert.equal(tpdu.statusReport, fields.statusReport);
    assert.equal(tpdu.serviceCentreTime.epochMs, 1.7e12);
    assert.equal(textOf(tpdu.userData), text);
  }));
});
