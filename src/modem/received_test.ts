import assert from "node:assert/strict";
import fc from "fast-check";
import { readReceived, type ReceivedSms } from "./received.ts";
import { deliversOf } from "./simulator_inbound.ts";

/** What is left of a received SMS without what is the same for all. */
function short(pdu: string): unknown {
  const received = readReceived(pdu, 5);
  switch (received.kind) {
    case "segment": {
      const { sender, sentAt, concatenation } = received;
      const at = sentAt && new Date(sentAt).toISOString();
      return { sender, at, concatenation };
    }
    case "report":
      return [received.report.reference, received.report.outcome];
    default:
      return received.kind;
  }
}

function fingerprint(pdu: string): string {
  const received: ReceivedSms | { kind: "outgoing" } = readReceived(pdu, 5);
  return "fingerprint" in received ? received.fingerprint : "";
}

// modem.md §1.6: 12, 13, a segment of 15, 16; 18, 21 and 21 without SCA; 1.
const plain =
  "07911326040000F0040B911346610089F60000208062917314480CC8F71D14969741F977FD07";
const named =
  "0791447758100650040DD0F334FC1CA6970100008080312170224008D4F29CDE0EA7D9";
const second =
  "07912160130320F6440B916171056429F5000021405291651569320500034C0202E9E8301D44479741F0B09C3E0785E56590BCCC0ED3CB6410FD0D7ABBCBA0B0FB4D4797E52E10";

Deno.test("readReceived() reads what published PDUs say", () => {
  assert.deepEqual(short(plain), {
    sender: "+31641600986",
    at: "2002-08-26T20:37:41.000Z",
    concatenation: undefined,
  });
  assert.deepEqual(short(named), {
    sender: "sipgate",
    at: "2008-08-13T11:07:22.000Z",
    concatenation: undefined,
  });
  assert.deepEqual(short(second), {
    sender: "+16175046925",
    at: "2012-04-25T23:56:51.000Z",
    concatenation: { reference: 0x4c, referenceBits: 8, total: 2, sequence: 2 },
  });
});

Deno.test("readReceived() knows status reports, also where the SMSC's length is missing", () => {
  assert.deepEqual(
    short("0006D60B911326880736F4111011719551401110117195714000"),
    [214, "delivered"],
  );
  assert.deepEqual(
    short("06040D91945152991136F00160124130340A0160124130940A00"),
    [4, "delivered"],
  );
  assert.deepEqual(
    short("0297F1061C0F910B487228297020F5317062419272803170624192138000"),
    [28, "delivered"],
  );
});

Deno.test("readReceived() leaves drafts alone and keeps what nobody can read", () => {
  const submit = "0001000B917228001011F100000CC8329BFD065DDF72363904";
  assert.equal(short(submit), "outgoing");
  for (const broken of ["", "00", "nonsense", "07911326"]) {
    const received = readReceived(broken, 7);
    assert.ok(received.kind === "unreadable");
    const { pdu, receivedAt } = received;
    assert.deepEqual({ pdu, receivedAt }, { pdu: broken, receivedAt: 7 });
  }
});

Deno.test("the same segment has one fingerprint by whatever service centre, any other has another", () => {
  const other = plain.replace("07911326040000F0", "07911326040000F1");
  assert.equal(fingerprint(plain), fingerprint(other));
  const sms = { from: "+491", text: "a".repeat(400), at: 1_000 };
  const all = [
    ...deliversOf(sms),
    ...deliversOf({ ...sms, at: 2_000 }),
    ...deliversOf({ ...sms, from: "+492" }),
    ...deliversOf({ ...sms, reference: 1 }),
    ...deliversOf({ ...sms, referenceBits: 16 }),
    ...deliversOf({ ...sms, text: "b".repeat(400) }),
  ].map(({ hex }) => fingerprint(hex));
  assert.equal(new Set(all).size, all.length);
  assert.equal(all.length, 18);
});

Deno.test("readReceived() never throws", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 180 }), (octets) => {
    readReceived(hexOf(octets), 0);
  }));
});

function hexOf(octets: Uint8Array): string {
  return [...octets].map((it) => it.toString(16).padStart(2, "0")).join("");
}
