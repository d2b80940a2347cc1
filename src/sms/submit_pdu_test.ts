import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf } from "./address.ts";
import { textOf } from "./assembly.ts";
import { decodeSubmit, encodeSubmit, type SubmitTpdu } from "./submit_pdu.ts";
import { timestampOf } from "./timestamp.ts";
import { userDataOf } from "./user_data.ts";
import { concatenationOf } from "./user_data_header.ts";
import { validityMsOf } from "./validity_period.ts";

function submitOf(hex: string): SubmitTpdu {
  const decoded = decodeSubmit(hex);
  assert.ok(decoded.kind === "ok", hex);
  return decoded.tpdu;
}

/** Published PDUs: hexadecimal, SMSC, recipient, text. */
const published = [
  [
    "0001000B917228001011F100000CC8329BFD065DDF72363904",
    undefined,
    "+27820001111",
    "Hello World!",
  ],
  [
    "07911326040000F0310D0B911326880736F40000A90FF7FBDD454E87CDE1B0DB357EB701",
    "+31624000000",
    "+31628870634",
    "www.diafaan.com",
  ],
  [
    "04A12143F5310D0AA110624521430000A91BD4F29C0E6A97E7F3F0B9AC03B1DFE3301BE4AEB7C565F91C",
    "12345",
    "0126541234",
    "Test message: local numbers",
  ],
  [
    "0019000B917228001011F100003170013193008017D474BB3CA787DB70903DCC4E93D3F43C885E9ED301",
    undefined,
    "+27820001111",
    "Timestamp validity test",
  ],
  [
    "07914400000000F01100099121436587F90008F40A4E16754C60A8597DFF01",
    "+44000000000",
    "+123456789",
    "世界您好！",
  ],
  [
    "0011000B916407281553F80000AA0AE8329BFD4697D9EC37",
    undefined,
    "+46708251358",
    "hellohello",
  ],
  [
    "079153485002020911000C915348870420140000A71154747A0E4ACF41F4F29C9E769F4121",
    "+358405202090",
    "+358478400241",
    "This is testing !",
  ],
  [
    "0011000B915155661632F40000001954747A0E4ACF41F27298CDCE83C6EF371B0481402010",
    undefined,
    "+15556661234",
    "This is really cool ΔΔΔΔΔ",
  ],
] as const;

Deno.test("decodeSubmit() reads the published PDUs, and encodeSubmit() writes them again", () => {
  for (const [hex, serviceCentre, recipient, text] of published) {
    const tpdu = submitOf(hex);
    assert.equal(tpdu.serviceCentre?.text, serviceCentre, hex);
    assert.equal(tpdu.recipient.text, recipient);
    assert.equal(textOf(tpdu.userData), text);
    assert.equal(tpdu.userData.truncated, false);
    assert.equal(encodeSubmit(tpdu).hex, hex);
  }
});

Deno.test("decodeSubmit() tells flags, validity and types of address", () => {
  const [, reported, local, dated, chinese] = published.map(([hex]) =>
    submitOf(hex)
  );
  assert.equal(reported?.statusReport, true);
  assert.deepEqual(reported?.validity, { kind: "relative", value: 0xa9 });
  assert.equal(local?.recipient.typeOfAddress, 0xa1);
  assert.equal(local?.serviceCentre?.typeOfAddress, 0xa1);
  assert.ok(dated?.validity.kind === "absolute");
  assert.equal(
    dated.validity.until.epochMs,
    Date.parse("2013-07-10T13:39:00+02:00"),
  );
  assert.ok(chinese?.validity.kind === "relative");
  assert.equal(validityMsOf(chinese.validity.value), 52 * 7 * 86_400_000);
});

Deno.test("decodeSubmit() reads the first of three segments that refuses duplicates", () => {
  const hex =
    "0045000B915121551532F40000A0050003000301986F79B90D4AC3E7F53688FC66BF" +
    "E5A0799A0E0AB7CB741668FC76CFCB637A995E9783C2E4343C3D4F8FD3EE33A8CC4ED359A07999" +
    "0C22BF41E5747DDE7E9341F4721BFE9683D2EE719A9C26D7DD74509D0E6287C56F791954A683C8" +
    "6FF65B5E06B5C36777181466A7E3F5B0AB4A0795DDE936284C06B5D3EE741B642FBBD3E1360B14" +
    "AFA7DD";
  const tpdu = submitOf(hex);
  const text = textOf(tpdu.userData);
  assert.equal(tpdu.rejectDuplicates, true);
  assert.equal(text.length, 153);
  assert.match(text, /^Lorem ipsum .* quin$/);
  assert.deepEqual(concatenationOf(tpdu.userData.elements), {
    reference: 0,
    referenceBits: 8,
    total: 3,
    sequence: 1,
  });
  assert.equal(encodeSubmit(tpdu).hex, hex);
});

Deno.test("decodeSubmit() survives a length that claims more than there is", () => {
  const { userData } = submitOf(
    "0041010C910661345542F60008A0050003000301306F3044",
  );
  assert.equal(textOf(userData), "はい");
  assert.equal(userData.truncated, true);
});

Deno.test("encodeSubmit() counts the TPDU without the SMSC's address", () => {
  const recipient = addressOf("+358401234567");
  const userData = userDataOf("Hi");
  const fields = { recipient, userData, dataCoding: 0x10, statusReport: true };
  const validity = { kind: "relative", value: 0xad } as const;
  const flash = encodeSubmit({ ...fields, validity });
  assert.deepEqual(flash, {
    hex: "0031000C915348103254760010AD02C834",
    length: 16,
  });
  const serviceCentre = addressOf("+31624000000");
  assert.equal(encodeSubmit({ ...fields, validity, serviceCentre }).length, 16);
});

Deno.test("encodeSubmit() needs no fill bits behind a header of seven octets", () => {
  const element = { identifier: 0x08, data: [0x12, 0x34, 2, 2] };
  const { hex } = encodeSubmit({
    recipient: addressOf("+358401234567"),
    validity: { kind: "relative", value: 0xad },
    userData: userDataOf("c".repeat(8), { elements: [element] }),
  });
  assert.equal(
    hex,
    "0051000C915348103254760000AD1006080412340202E3F1783C1E8FC7",
  );
});

Deno.test("encodeSubmit() writes a national shift when it is asked to", () => {
  const { hex } = encodeSubmit({
    recipient: addressOf("+905321234567"),
    validity: { kind: "relative", value: 0xad },
    userData: userDataOf("aş", {
      alphabet: "gsm7",
      elements: [{ identifier: 0x24, data: [1] }],
    }),
  });
  assert.equal(hex, "0051000C910935123254760000AD0803240101086FE6");
  assert.equal(textOf(submitOf(hex).userData), "aş");
});

Deno.test("decodeSubmit() names what is wrong", () => {
  const rows = [
    ["", "SUBMIT of 0 octets ends inside SCA"],
    ["0000", "Not a SUBMIT: its message type says otherwise"],
    ["0001", "SUBMIT of 2 octets ends inside TP-MR"],
    ["0001000B9172", "SUBMIT of 6 octets ends inside TP-DA"],
    ["0011000491214300", "SUBMIT of 8 octets ends inside TP-DCS"],
    ["001900049121430000", "SUBMIT of 9 octets ends inside TP-VP"],
    ["000100049121430000", "SUBMIT of 9 octets ends inside TP-UDL"],
    ["AT+CMGS", "SUBMIT is not hexadecimal"],
  ] as const;
  for (const [hex, reason] of rows) {
    assert.deepEqual(decodeSubmit(hex), { kind: "malformed", reason });
  }
});

Deno.test("decodeSubmit() undoes encodeSubmit()", () => {
  const octet = fc.nat(255);
  const validity = fc.oneof(
    fc.constant({ kind: "default" } as const),
    octet.map((value) => ({ kind: "relative", value }) as const),
    octet.map((days) => ({
      kind: "absolute",
      until: timestampOf(1.7e12 + days * 86_400_000),
    } as const)),
    fc.uint8Array({ minLength: 7, maxLength: 7 }).map((octets) =>
      ({ kind: "enhanced", octets }) as const
    ),
  );
  const fields = fc.record({
    serviceCentre: fc.constantFrom(undefined, addressOf("+31624000000")),
    rejectDuplicates: fc.boolean(),
    statusReport: fc.boolean(),
    replyPath: fc.boolean(),
    messageReference: octet,
    recipient: fc.constantFrom(addressOf("+491711234567"), addressOf("72404")),
    protocolIdentifier: octet,
    validity,
    text: fc.string({ unit: "grapheme", maxLength: 12 }),
  }, { noNullPrototype: true });
  fc.assert(fc.property(fields, ({ text, ...fields }) => {
    const userData = userDataOf(text);
    const dataCoding = userData.alphabet === "gsm7" ? 0x00 : 0x08;
    const tpdu = { ...fields, userData, dataCoding };
    assert.deepEqual(submitOf(encodeSubmit(tpdu).hex), tpdu);
  }));
});
