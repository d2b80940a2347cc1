/*
 * What modems, networks and other senders may say: anything. Decoders answer with a value; texts come together from parts
 * that were cut anywhere and came in any order.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { joinSegments, textOf } from "./assembly.ts";
import { addressOf } from "./address.ts";
import { encodeDcs } from "./dcs.ts";
import { decodeDeliver, encodeDeliver } from "./deliver_pdu.ts";
import { hexOf, octetsOf } from "./octets.ts";
import { segmentMessage } from "./segment_message.ts";
import { decodeStatusReport, encodeStatusReport } from "./status_report_pdu.ts";
import { decodeSubmit } from "./submit_pdu.ts";
import { timestampOf } from "./timestamp.ts";
import type { Decoded } from "./tpdu.ts";
import { type UserData, userDataOf } from "./user_data.ts";
import {
  concatenationElement,
  concatenationOf,
  type InformationElement,
  nationalShiftElements,
} from "./user_data_header.ts";
import { enhancedValidityOf } from "./validity_period.ts";

const time = timestampOf(1.7e12, { offsetMinutes: 120 });

/** One good PDU of each kind and alphabet, to be spoilt. */
const good: readonly string[] = [
  ...segmentMessage("Şebeke [yok] €".repeat(20), {
    recipient: "+905321234567",
    reference: 7,
    referenceBits: 16,
    nationalShift: { locking: 1, single: 1 },
    flash: true,
    statusReport: true,
    validityMs: 3_600_000,
  }).map(({ hex }) => hex),
  ...["Pump 3 stopped", "Насос 😁"].map((text) =>
    encodeDeliver({
      serviceCentre: addressOf("+31624000000"),
      originator: { text: "Boiler 3", typeOfAddress: 0xd0 },
      serviceCentreTime: time,
      userData: userDataOf(text, {
        elements: [concatenationElement({
          reference: 1,
          referenceBits: 8,
          total: 2,
          sequence: 2,
        })],
      }),
    }).hex
  ),
  encodeStatusReport({
    messageReference: 90,
    recipient: addressOf("+905321234567"),
    serviceCentreTime: time,
    dischargeTime: time,
    status: 0x30,
  }).hex,
];

/** A good PDU with some octets changed, cut off or added. */
const spoilt = fc.record({
  hex: fc.constantFrom(...good),
  changes: fc.array(fc.tuple(fc.nat(170), fc.nat(255)), { maxLength: 4 }),
  length: fc.nat(180),
  more: fc.uint8Array({ maxLength: 20 }),
}).map(({ hex, changes, length, more }) => {
  const octets = octetsOf(hex) ?? new Uint8Array();
  for (const [at, octet] of changes) {
    if (at < octets.length) octets[at] = octet;
  }
  return hexOf([...octets.slice(0, length), ...more]);
});
const noise = fc.uint8Array({ maxLength: 180 }).map(hexOf);
const words = fc.string({ maxLength: 60 });

function readAll(hex: string): void {
  const texts: readonly Decoded<unknown>[] = [
    decodeSubmit(hex),
    decodeDeliver(hex),
    decodeStatusReport(hex),
  ];
  for (const decoded of texts) {
    assert.match(decoded.kind, /^(?:ok|malformed)$/);
    if (decoded.kind === "malformed") assert.notEqual(decoded.reason, "");
  }
  const submit = decodeSubmit(hex);
  if (submit.kind === "ok") {
    assert.ok(textOf(submit.tpdu.userData).isWellFormed());
    const { validity } = submit.tpdu;
    if (validity.kind === "enhanced") enhancedValidityOf(validity.octets);
  }
  const deliver = decodeDeliver(hex);
  if (deliver.kind === "ok") {
    assert.ok(textOf(deliver.tpdu.userData).isWellFormed());
    const place = concatenationOf(deliver.tpdu.userData.elements);
    if (place) assert.ok(place.sequence >= 1 && place.sequence <= place.total);
  }
}

Deno.test("no decoder throws, whatever a line holds", () => {
  const lines = fc.oneof(
    { weight: 4, arbitrary: spoilt },
    { weight: 2, arbitrary: noise },
    { weight: 1, arbitrary: words },
  );
  fc.assert(fc.property(lines, readAll), { numRuns: 1_500 });
});

Deno.test("no decoder throws at any octet at which a PDU may break off", () => {
  for (const hex of good) {
    for (let length = 0; length <= hex.length; length++) {
      readAll(hex.slice(0, length));
    }
  }
});

/** Parts of a text as a careless sender makes them: cut between any two units, and in any order. */
const carelessParts = fc.record({
  text: fc.string({
    unit: fc.constantFrom("a", "€", "~", "ş", "Ã", "я", "😁", "👩‍👩‍👧", "각"),
    minLength: 1,
    maxLength: 120,
    size: "max",
  }),
  cuts: fc.array(fc.nat(400), { maxLength: 9 }),
  seed: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
  referenceBits: fc.constantFrom<8 | 16>(8, 16),
});

Deno.test("joinSegments() heals whatever cuts between two units, in whatever order the parts come", () => {
  fc.assert(
    fc.property(carelessParts, ({ text, cuts, seed, referenceBits }) => {
      const shift = { locking: 3, single: 1 };
      const tables = nationalShiftElements(shift);
      const national = /^[a€~şÃ]*$/.test(text);
      const whole = national
        ? userDataOf(text, { alphabet: "gsm7", elements: tables })
        : userDataOf(text, { alphabet: "ucs2" });
      const parts = cutApart(whole, { cuts, referenceBits, tables });
      const shuffled = parts.map((part, index) => ({
        part,
        rank: seed[index] ?? 0,
      })).toSorted((left, right) => left.rank - right.rank);
      assert.equal(joinSegments(shuffled.map(({ part }) => part)), text);
    }),
    { numRuns: 300 },
  );
});

function cutApart(
  { alphabet, units }: UserData,
  { cuts, referenceBits, tables }: {
    readonly cuts: readonly number[];
    readonly referenceBits: 8 | 16;
    readonly tables: readonly InformationElement[];
  },
): readonly UserData[] {
  const edges = [
    0,
    ...cuts.map((it) => it % units.length).toSorted((a, b) => a - b),
    units.length,
  ];
  const total = edges.length - 1;
  return edges.slice(1).map((end, index) => ({
    alphabet,
    elements: [
      ...(alphabet === "gsm7" ? tables : []),
      concatenationElement({
        reference: 0,
        referenceBits,
        total,
        sequence: index + 1,
      }),
    ],
    units: units.slice(edges[index], end),
    truncated: false,
  }));
}

Deno.test("a header that lies costs the header, not the text", () => {
  const place = { reference: 1, referenceBits: 8, total: 2, sequence: 2 };
  for (const text of ["Pump 3 stopped", "Насос 😁"]) {
    const { hex } = encodeDeliver({
      originator: addressOf("+905321234567"),
      serviceCentreTime: time,
      userData: userDataOf(text, {
        elements: [concatenationElement({ ...place, referenceBits: 8 })],
      }),
    });
    // The element claims more octets than its header has, or so few that the next one is cut short.
    for (const length of ["09", "04", "02"]) {
      const lying = hex.replace("050003010202", `0500${length}010202`);
      assert.notEqual(lying, hex);
      const decoded = decodeDeliver(lying);
      assert.ok(decoded.kind === "ok", lying);
      assert.deepEqual(decoded.tpdu.userData.elements, []);
      assert.equal(textOf(decoded.tpdu.userData), text);
    }
  }
});

Deno.test("a header that is longer than the user data leaves an empty text", () => {
  const hex = hexOf([0, 0x40, 4, 0x91, 0x21, 0x43, 0, encodeDcs("ucs2")]) +
    hexOf(time.octets);
  for (const userData of ["04FF000102", "00", "01FF", "0100"]) {
    const decoded = decodeDeliver(hex + userData);
    assert.ok(decoded.kind === "ok", userData);
    assert.equal(textOf(decoded.tpdu.userData), "");
    assert.deepEqual(decoded.tpdu.userData.elements, []);
  }
});
