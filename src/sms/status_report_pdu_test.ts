import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf, isDialable } from "./address.ts";
import { hexOf } from "./octets.ts";
import { statusClassOf } from "./status.ts";
import {
  decodeStatusReport,
  encodeStatusReport,
  type StatusReportTpdu,
} from "./status_report_pdu.ts";
import { timestampOf } from "./timestamp.ts";

function reportOf(hex: string): StatusReportTpdu {
  const decoded = decodeStatusReport(hex);
  assert.ok(decoded.kind === "ok", hex);
  return decoded.tpdu;
}

/** Published PDUs: hexadecimal, reference, recipient, status. */
const published = [
  [
    "0006D60B911326880736F4111011719551401110117195714000",
    214,
    "+31628870634",
    0x00,
  ],
  [
    "07914356060013F1065A098136397339F7219011700463802190117004638030",
    90,
    "639337937",
    0x30,
  ],
  [
    "079119890400202306400C91197909913764511090718384225110907183252200",
    64,
    "+919790197346",
    0x00,
  ],
] as const;

Deno.test("decodeStatusReport() reads the published PDUs, and encodeStatusReport() writes them again", () => {
  for (const [hex, messageReference, recipient, status] of published) {
    const tpdu = reportOf(hex);
    assert.equal(tpdu.messageReference, messageReference);
    assert.equal(tpdu.recipient.text, recipient);
    assert.equal(tpdu.status, status);
    assert.equal(encodeStatusReport(tpdu).hex, hex);
  }
});

Deno.test("decodeStatusReport() tells both times", () => {
  const { serviceCentreTime, dischargeTime } = reportOf(published[0][0]);
  assert.equal(
    serviceCentreTime.epochMs,
    Date.parse("2011-01-11T17:59:15+01:00"),
  );
  assert.equal(dischargeTime.epochMs, Date.parse("2011-01-11T17:59:17+01:00"));
});

Deno.test("decodeStatusReport() does without the octet that counts the SMSC's address", () => {
  const tpdu = reportOf("06040D91945152991136F00160124130340A0160124130940A00");
  assert.equal(tpdu.serviceCentre, undefined);
  assert.equal(tpdu.messageReference, 4);
  assert.equal(tpdu.recipient.text, "+4915259911630");
  assert.equal(statusClassOf(tpdu.status), "delivered");
});

Deno.test("decodeStatusReport() does without that octet whatever the report says", () => {
  const number = fc.stringMatching(/^\+[1-9][0-9]{6,14}$/);
  fc.assert(fc.property(number, fc.nat(255), (number, messageReference) => {
    const fields = {
      messageReference,
      recipient: addressOf(number),
      serviceCentreTime: timestampOf(1.7e12),
      dischargeTime: timestampOf(1.7e12 + 4000),
      status: 0,
    };
    const tpdu = reportOf(encodeStatusReport(fields).hex.slice(2));
    assert.equal(tpdu.messageReference, messageReference);
    assert.equal(tpdu.recipient.text, number);
  }));
});

Deno.test("decodeStatusReport() reads a stub of an SMSC and a garbled number (ZTE)", () => {
  const tpdu = reportOf(
    "0297F1061C0F910B487228297020F5317062419272803170624192138000",
  );
  assert.equal(tpdu.messageReference, 28);
  assert.equal(tpdu.status, 0x00);
  assert.equal(isDialable(tpdu.recipient), false);
});

Deno.test("decodeStatusReport() keeps a report whose times are garbage", () => {
  const times = "FFFFFFFFFFFFFF".repeat(2);
  const tpdu = reportOf(`0006D60B911326880736F4${times}46`);
  assert.equal(tpdu.messageReference, 214);
  assert.equal(tpdu.status, 0x46);
});

Deno.test("decodeStatusReport() ignores what follows the status", () => {
  const [hex] = published[0];
  assert.deepEqual(reportOf(hex + "0100"), reportOf(hex));
});

Deno.test("decodeStatusReport() names what is wrong", () => {
  const rows = [
    ["0001", "Not a STATUS-REPORT: its message type says otherwise"],
    ["0006D6", "STATUS-REPORT of 3 octets ends inside TP-RA"],
    ["+CDS", "STATUS-REPORT is not hexadecimal"],
  ] as const;
  for (const [hex, reason] of rows) {
    assert.deepEqual(decodeStatusReport(hex), { kind: "malformed", reason });
  }
});

Deno.test("decodeStatusReport() never throws, whatever a modem says", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
    assert.match(decodeStatusReport(hexOf(octets)).kind, /^(?:ok|malformed)$/);
    const report = hexOf([0, 6, ...octets]);
    assert.match(decodeStatusReport(report).kind, /^(?:ok|malformed)$/);
  }));
});
