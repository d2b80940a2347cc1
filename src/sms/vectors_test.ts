// house: specification table
import assert from "node:assert/strict";
import {
  addressOf,
  decodeAddress,
  encodeAddress,
  encodeServiceCentre,
} from "./address.ts";
import { joinSegments, textOf } from "./assembly.ts";
import { decodeDcs } from "./dcs.ts";
import {
  decodeDeliver,
  type DeliverTpdu,
  encodeDeliver,
} from "./deliver_pdu.ts";
import { septetsOf } from "./gsm7.ts";
import { hexOf, OctetReader, octetsOf } from "./octets.ts";
import { countSegments } from "./segment.ts";
import { type MessageOptions, segmentMessage } from "./segment_message.ts";
import { packSeptets } from "./septets.ts";
import { decodeStatusReport } from "./status_report_pdu.ts";
import { statusClassOf } from "./status.ts";
import { decodeSubmit, encodeSubmit, type SubmitTpdu } from "./submit_pdu.ts";
import { decodeTimestamp } from "./timestamp.ts";
import { userDataOf } from "./user_data.ts";
import {
  concatenationElement,
  concatenationOf,
  nationalShiftOf,
} from "./user_data_header.ts";

/*
 * PDUs that others published or that an independent decoder confirmed, by the numbers of the project's modem reference:
 * 1 to 8 and 17 python-gsmmodem, ofono and ModemManager; 9 python-gsmmodem; 10 to 16 DELIVERs of the same three; 18 to 21
 * reports; 22 to 28 edge cases.
 */

/** One SUBMIT: what is read from it, and whether we write the very same. */
interface SubmitVector {
  readonly number: number;
  readonly hex: string;
  readonly recipient: string;
  readonly typeOfAddress?: number;
  readonly serviceCentre?: string;
  readonly statusReport?: boolean;
  readonly validity?: SubmitTpdu["validity"] | number;
  readonly text: string;
}

const lorem = "Lorem ipsum dolor sit amet, consectetur adipisicing elit, " +
  "sed do eiusmod tempor incididunt ut labore et dolore magna aliqua." +
  "Ut enim ad minim veniam, quin";

const submits: readonly SubmitVector[] = [
  {
    number: 1,
    hex: "0001000B917228001011F100000CC8329BFD065DDF72363904",
    recipient: "+27820001111",
    text: "Hello World!",
  },
  {
    number: 2,
    hex:
      "07911326040000F0310D0B911326880736F40000A90FF7FBDD454E87CDE1B0DB357EB701",
    serviceCentre: "+31624000000",
    recipient: "+31628870634",
    statusReport: true,
    validity: 0xa9,
    text: "www.diafaan.com",
  },
  {
    number: 3,
    hex:
      "04A12143F5310D0AA110624521430000A91BD4F29C0E6A97E7F3F0B9AC03B1DFE3301BE4AEB7C565F91C",
    serviceCentre: "12345",
    recipient: "0126541234",
    typeOfAddress: 0xa1,
    statusReport: true,
    validity: 0xa9,
    text: "Test message: local numbers",
  },
  {
    number: 4,
    hex:
      "0019000B917228001011F100003170013193008017D474BB3CA787DB70903DCC4E93D3F43C885E9ED301",
    recipient: "+27820001111",
    validity: {
      kind: "absolute",
      until: decodeTimestamp(
        Uint8Array.of(0x31, 0x70, 0x01, 0x31, 0x93, 0, 0x80),
      ),
    },
    text: "Timestamp validity test",
  },
  {
    number: 5,
    hex: "07914400000000F01100099121436587F90008F40A4E16754C60A8597DFF01",
    serviceCentre: "+44000000000",
    recipient: "+123456789",
    validity: 0xf4,
    text: "世界您好！",
  },
  {
    number: 6,
    hex: "0011000B916407281553F80000AA0AE8329BFD4697D9EC37",
    recipient: "+46708251358",
    validity: 0xaa,
    text: "hellohello",
  },
  {
    number: 7,
    hex: "07915348500202091100" +
      "0C915348870420140000A71154747A0E4ACF41F4F29C9E769F4121",
    serviceCentre: "+358405202090",
    recipient: "+358478400241",
    validity: 0xa7,
    text: "This is testing !",
  },
  {
    number: 8,
    hex:
      "0011000B915155661632F40000001954747A0E4ACF41F27298CDCE83C6EF371B0481402010",
    recipient: "+15556661234",
    validity: 0,
    text: "This is really cool ΔΔΔΔΔ",
  },
  {
    number: 9,
    hex:
      "0045000B915121551532F40000A0050003000301986F79B90D4AC3E7F53688FC66BFE5A0799A0E0AB7CB741668FC76CFCB637A995E9783C2E4343C3D4F8FD3EE33A8CC4ED359A079990C22BF41E5747DDE7E9341F4721BFE9683D2EE719A9C26D7DD74509D0E6287C56F791954A683C86FF65B5E06B5C36777181466A7E3F5B0AB4A0795DDE936284C06B5D3EE741B642FBBD3E1360B14AFA7DD",
    recipient: "+15125551234",
    text: lorem,
  },
];

function submitOf(hex: string): SubmitTpdu {
  const decoded = decodeSubmit(hex);
  assert.ok(decoded.kind === "ok", hex);
  return decoded.tpdu;
}

function deliverOf(hex: string): DeliverTpdu {
  const decoded = decodeDeliver(hex);
  assert.ok(decoded.kind === "ok", hex);
  return decoded.tpdu;
}

for (const vector of submits) {
  Deno.test(`vector ${vector.number}: a SUBMIT is read, and written again the same`, () => {
    const { hex, validity } = vector;
    const tpdu = submitOf(hex);
    assert.equal(tpdu.serviceCentre?.text, vector.serviceCentre);
    assert.equal(tpdu.recipient.text, vector.recipient);
    assert.equal(tpdu.recipient.typeOfAddress, vector.typeOfAddress ?? 0x91);
    assert.equal(tpdu.statusReport, vector.statusReport ?? false);
    assert.deepEqual(
      tpdu.validity,
      typeof validity === "number"
        ? { kind: "relative", value: validity }
        : validity ?? { kind: "default" },
    );
    assert.equal(textOf(tpdu.userData), vector.text);
    assert.equal(encodeSubmit(tpdu).hex, hex);
  });
}

Deno.test("vector 4: TP-VP is the moment 13:39, two hours east of Greenwich", () => {
  const { validity } = submitOf(submits[3]?.hex ?? "");
  assert.ok(validity.kind === "absolute");
  assert.equal(validity.until.epochMs, Date.parse("2013-07-10T13:39:00+02:00"));
});

Deno.test("vector 9: part 1 of 3 under reference 0, 153 characters, TP-RD", () => {
  const tpdu = submitOf(submits[8]?.hex ?? "");
  assert.equal(lorem.length, 153);
  assert.ok(tpdu.rejectDuplicates);
  assert.deepEqual(concatenationOf(tpdu.userData.elements), {
    reference: 0,
    referenceBits: 8,
    total: 3,
    sequence: 1,
  });
});

interface DeliverVector {
  readonly number: number;
  readonly hex: string;
  readonly originator: string;
  readonly time: string;
  readonly text: string;
}

const delivers: readonly DeliverVector[] = [
  {
    number: 10,
    hex: "06917228195339040B917228214365F700003130805120618005D4F29C2E03",
    originator: "+27821234567",
    time: "2013-03-08T15:02:16+02:00",
    text: "Test2",
  },
  {
    number: 11,
    hex:
      "06917228195339040B917228214365F70000313062315352800A800D8A5E98D337A910",
    originator: "+27821234567",
    time: "2013-03-26T13:35:25+02:00",
    text: "@{tést}!",
  },
  {
    number: 12,
    hex:
      "07911326040000F0040B911346610089F60000208062917314480CC8F71D14969741F977FD07",
    originator: "+31641600986",
    time: "2002-08-26T19:37:41-01:00",
    text: "How are you?",
  },
  {
    number: 13,
    hex:
      "0791447758100650040DD0F334FC1CA6970100008080312170224008D4F29CDE0EA7D9",
    originator: "sipgate",
    time: "2008-08-13T12:07:22+01:00",
    text: "Testmail",
  },
  {
    number: 14,
    hex:
      "07919730071111F10414D04937BD2C7797E9D3E614000811309291024061080442043504410442",
    originator: "InternetSMS",
    time: "2011-03-29T19:20:04+04:00",
    text: "тест",
  },
];

for (const { number, hex, originator, time, text } of delivers) {
  Deno.test(`vector ${number}: a DELIVER is read`, () => {
    const tpdu = deliverOf(hex);
    assert.equal(tpdu.originator.text, originator);
    assert.equal(tpdu.serviceCentreTime.epochMs, Date.parse(time));
    assert.equal(textOf(tpdu.userData), text);
    assert.equal(encodeDeliver(tpdu).hex, hex);
  });
}

const parts = [
  "07912160130320F5440B916171056429F5000021405291650569A00500034C0201A9E8F41C949E83C2207B599E07B1DFEE33885E9ED341E4F23C7D7697C920FA1B54C697E5E3F4BC0C6AD7D9F434081E96D341E3303C2C4EB3D3F4BC0B94A483E6E8779D4D06CDD1EF3BA80E0785E7A0B7BB0C6A97E7F3F0B9CC02B9DF7450780EA2DFDF2C50780EA2A3CBA0BA9B5C96B3F369F71954768FDFE4B4FB0C9297E1F2F2BCECA6CF41",
  "07912160130320F6440B916171056429F5000021405291651569320500034C0202E9E8301D44479741F0B09C3E0785E56590BCCC0ED3CB6410FD0D7ABBCBA0B0FB4D4797E52E10",
] as const;

Deno.test("vector 15: two parts join in any order, though each came through another SMSC", () => {
  const [first, second] = parts.map(deliverOf);
  assert.ok(first && second);
  assert.equal(first.serviceCentre?.text, "+12063130025");
  assert.equal(second.serviceCentre?.text, "+12063130026");
  assert.equal(concatenationOf(first.userData.elements)?.reference, 0x4c);
  const text = joinSegments([second.userData, first.userData]);
  assert.equal(text, joinSegments([first.userData, second.userData]));
  assert.ok(text.endsWith(
    "represents that the parts are related to one another. ",
  ));
});

Deno.test("vector 16: a 16-bit reference, TP-PID 39, a short code of the type 85", () => {
  const tpdu = deliverOf(
    "07911356131313F64004850120390011609232239180A006080400100201D7327BFD6EB340E2321BF46E83EA7790F59D1E97DBE1341B442F83C465763D3DA797E56537C81D0ECB41AB59CC1693C16031D96C064241E5656838AF03A96230982A269BCD462917C8FA4E8FCBED709A0D7ABBE9F6B0FB5C7683D27350984D4FABC9A0B33C4C4FCF5D20EBFB2D079DCB62793DBD06D9C36E50FB2D4E97D9A0B49B5E96BBCB",
  );
  assert.deepEqual(tpdu.originator, { text: "1002", typeOfAddress: 0x85 });
  assert.equal(tpdu.protocolIdentifier, 0x39);
  assert.deepEqual(concatenationOf(tpdu.userData.elements), {
    reference: 0x0010,
    referenceBits: 16,
    total: 2,
    sequence: 1,
  });
  assert.equal(textOf(tpdu.userData).length, 152);
});

Deno.test("vector 17: of a truncated SUBMIT what is there is read", () => {
  const tpdu = submitOf("0041010C910661345542F60008A0050003000301306F3044");
  assert.ok(tpdu.userData.truncated);
  assert.equal(textOf(tpdu.userData), "はい");
});

const reports = [
  [
    18,
    "0006D60B911326880736F4111011719551401110117195714000",
    214,
    "delivered",
  ],
  [
    19,
    "07914356060013F1065A098136397339F7219011700463802190117004638030",
    90,
    "trying",
  ],
  [
    20,
    "079119890400202306400C91197909913764511090718384225110907183252200",
    64,
    "delivered",
  ],
  [21, "06040D91945152991136F00160124130340A0160124130940A00", 4, "delivered"],
  [
    21,
    "0297F1061C0F910B487228297020F5317062419272803170624192138000",
    28,
    "delivered",
  ],
] as const;

for (const [number, hex, reference, statusClass] of reports) {
  Deno.test(`vector ${number}: a STATUS-REPORT on ${reference} is read`, () => {
    const decoded = decodeStatusReport(hex);
    assert.ok(decoded.kind === "ok", hex);
    assert.equal(decoded.tpdu.messageReference, reference);
    assert.equal(statusClassOf(decoded.tpdu.status), statusClass);
  });
}

Deno.test("packing units: septets, names, numbers and a moment", () => {
  const packed = (text: string) => hexOf(packSeptets(septetsOf(text)));
  assert.equal(packed("[{abc}]~"), "1BDE0615168F37A98D6FD303");
  assert.equal(packed("aaaaaaa"), "E170381C0E8701");
  assert.equal(packed("aaaaaaaa"), "E170381C0E87C3");
  const named = (text: string) =>
    hexOf(encodeAddress({ text, typeOfAddress: 0xd0 }));
  assert.equal(named("abc"), "06D061F118");
  assert.equal(named("FRANCOIS"), "0ED04669D0397C26A7");
  const number = addressOf("+19037029920");
  assert.equal(hexOf(encodeServiceCentre(number)), "07919130079229F0");
  assert.equal(hexOf(encodeAddress(number)), "0B919130079229F0");
  for (const hex of ["06D061F118", "0ED04669D0397C26A7", "0B919130079229F0"]) {
    const address = decodeAddress(readerOf(hex), "TP-OA");
    assert.equal(hexOf(encodeAddress(address)), hex);
  }
  const moment = octetsOf("7040213252242B") ?? new Uint8Array();
  assert.equal(
    decodeTimestamp(moment).epochMs,
    Date.parse("2007-04-12T23:25:42-08:00"),
  );
});

function readerOf(hex: string): OctetReader {
  return new OctetReader(octetsOf(hex) ?? new Uint8Array());
}

const dayMs = 86_400_000;
const usual: MessageOptions = {
  recipient: "+358401234567",
  reference: 0x2a,
  referenceBits: 8,
  flash: false,
  statusReport: false,
  validityMs: 7 * dayMs,
};

/** What we write for a text; `pdu` is that of the last segment. */
interface EdgeVector {
  readonly number: number;
  readonly text: string;
  readonly options?: Partial<MessageOptions>;
  readonly segments?: number;
  readonly pdu: string;
  /** The `+CMGS` argument. */
  readonly length?: number;
}

const edges: readonly EdgeVector[] = [
  {
    number: 22,
    text: "Hi",
    options: { flash: true, statusReport: true },
    pdu: "0031000C915348103254760010AD02C834",
    length: 16,
  },
  {
    number: 23,
    text: "€",
    options: { validityMs: dayMs },
    pdu: "0011000C915348103254760000A7029B32",
  },
  {
    number: 24,
    text: "€1 😁",
    options: { statusReport: true },
    pdu: "0031000C915348103254760008AD0A20AC00310020D83DDE01",
    length: 24,
  },
  {
    number: 25,
    text: "a".repeat(152) + "€" + "b".repeat(10),
    segments: 2,
    pdu: "0051000C915348103254760000AD130500032A02023665B1582C168BC562B118",
    length: 31,
  },
  {
    number: 26,
    text: "я".repeat(66) + "😁xxx",
    segments: 2,
    pdu: "0051000C915348103254760008AD100500032A0202D83DDE01007800780078",
  },
  {
    number: 28,
    text: "aş",
    options: {
      recipient: "+905321234567",
      nationalShift: { locking: 0, single: 1 },
    },
    pdu: "0051000C910935123254760000AD0803240101086FE6",
  },
];

for (const { number, text, options, segments = 1, pdu, length } of edges) {
  Deno.test(`vector ${number}: what we write is what others read`, () => {
    const pdus = segmentMessage(text, { ...usual, ...options });
    assert.equal(pdus.length, segments);
    assert.equal(pdus.at(-1)?.hex, pdu);
    if (length !== undefined) assert.equal(pdus.at(-1)?.length, length);
    const read = pdus.map(({ hex }) => submitOf(hex));
    assert.equal(joinSegments(read.map(({ userData }) => userData)), text);
    assert.ok(
      read.every(({ dataCoding }) =>
        (decodeDcs(dataCoding).messageClass === 0) === (options?.flash ?? false)
      ),
    );
  });
}

Deno.test("vector 25: the first part's last septet stays free, UDL 9F", () => {
  const [first] = segmentMessage(edges[3]?.text ?? "", usual);
  assert.match(first?.hex ?? "", /^0051000C915348103254760000AD9F0500032A0201/);
  assert.equal(submitOf(first?.hex ?? "").userData.units.length, 152);
});

Deno.test("vector 26: the first part's last unit stays free, UDL 8A", () => {
  const [first] = segmentMessage(edges[4]?.text ?? "", usual);
  assert.match(first?.hex ?? "", /^0051000C915348103254760008AD8A0500032A0201/);
});

Deno.test("vector 27: 160 characters that are cut in two under a 16-bit reference are 152 and 8", () => {
  const place = { reference: 0x1234, referenceBits: 16, total: 2 } as const;
  const partOf = (sequence: number, characters: number) =>
    encodeSubmit({
      recipient: addressOf(usual.recipient),
      validity: { kind: "relative", value: 0xad },
      userData: userDataOf("c".repeat(characters), {
        elements: [concatenationElement({ ...place, sequence })],
      }),
    }).hex;
  assert.equal(
    partOf(2, 8),
    "0051000C915348103254760000AD1006080412340202E3F1783C1E8FC7",
  );
  assert.match(partOf(1, 152), /ADA006080412340201E3F1/);
  assert.throws(() => partOf(1, 153), { code: "too_long" });
  // The planner does so with the 161st.
  const pdus = segmentMessage("c".repeat(161), { ...usual, ...place });
  assert.deepEqual(pdus.map(({ hex }) => hex), [partOf(1, 152), partOf(2, 9)]);
});

Deno.test("vector 28: the shift is Turkish, and without it the letter is a plain one", () => {
  const { userData } = submitOf(edges[5]?.pdu ?? "");
  assert.deepEqual(nationalShiftOf(userData.elements), {
    locking: 0,
    single: 1,
  });
  assert.equal(textOf({ ...userData, elements: [] }), "as");
});

Deno.test("part counts", () => {
  const rows = [
    ["a", 160, 1],
    ["a", 161, 2],
    ["€", 80, 1],
    ["€", 81, 2],
    ["€", 153, 3],
    ["я", 70, 1],
    ["я", 71, 2],
    ["😁", 35, 1],
    ["😁", 36, 2],
  ] as const;
  for (const [character, times, count] of rows) {
    const text = character.repeat(times);
    assert.equal(countSegments(text, usual), count, `${times} ${character}`);
    assert.equal(segmentMessage(text, usual).length, count);
  }
  const euros = segmentMessage("€".repeat(153), usual);
  assert.deepEqual(
    euros.map(({ hex }) => submitOf(hex).userData.units.length),
    [152, 152, 2],
  );
});

Deno.test("capacities: alphabets, references and national shifts", () => {
  const rows = [
    ["a", undefined, 160, 153, 152],
    ["я", undefined, 70, 67, 66],
    ["ş", { locking: 1, single: 0 }, 155, 149, 148],
    ["ş", { locking: 1, single: 1 }, 152, 146, 145],
  ] as const;
  for (const [character, nationalShift, single, narrow, wide] of rows) {
    const units = (times: number, referenceBits: 8 | 16) =>
      segmentMessage(character.repeat(times), {
        ...usual,
        referenceBits,
        ...(nationalShift && { nationalShift }),
      }).map(({ hex }) => submitOf(hex).userData.units.length);
    assert.deepEqual(units(single, 8), [single]);
    assert.deepEqual(units(single + 1, 8), [narrow, single + 1 - narrow]);
    assert.deepEqual(units(single + 1, 16), [wide, single + 1 - wide]);
  }
});
