import assert from "node:assert/strict";
import fc from "fast-check";
import { Deliver, parse, Report, utils } from "node-pdu";
import { joinSegments } from "./assembly.ts";
import { decodeDeliver, encodeDeliver } from "./deliver_pdu.ts";
import {
  common,
  moments,
  numbers,
  textOf7Bit,
  unicode,
} from "./node_pdu_suite.ts";
import { hexOf } from "./octets.ts";
import { decodeStatusReport, encodeStatusReport } from "./status_report_pdu.ts";
import { timestampOf } from "./timestamp.ts";
import { userDataOf } from "./user_data.ts";
import { concatenationElement } from "./user_data_header.ts";

const names = fc.stringMatching(/^[A-Za-z]{1,11}$/);

Deno.test("DELIVERs that we write, node-pdu reads: numbers, names, moments, texts", () => {
  const senders = fc.oneof(
    numbers.map((text) => ({
      text,
      typeOfAddress: text.startsWith("+") ? 0x91 : 0x81,
    })),
    names.map((text) => ({ text, typeOfAddress: 0xd0 })),
  );
  const texts = fc.oneof(textOf7Bit(common, 70), textOf7Bit([..."яж😁"], 30));
  const place = fc.option(
    fc.record({
      reference: fc.nat(0xffff),
      referenceBits: fc.constantFrom<8 | 16>(8, 16),
      total: fc.constant(3),
      sequence: fc.integer({ min: 1, max: 3 }),
    }),
    { nil: undefined },
  );
  fc.assert(
    fc.property(
      senders,
      texts,
      moments,
      place,
      (originator, text, moment, place) => {
        const elements = place === undefined
          ? []
          : [concatenationElement(place)];
        const { hex } = encodeDeliver({
          originator,
          serviceCentreTime: timestampOf(moment.epochMs, moment),
          userData: userDataOf(text, { elements }),
        });
        const deliver = parse(hex);
        assert.ok(deliver instanceof Deliver, hex);
        assert.equal(deliver.address.phone, originator.text.replace("+", ""));
        assert.equal(deliver.address.type.getValue(), originator.typeOfAddress);
        assert.equal(deliver.data.getText(), text);
        assert.equal(
          deliver.serviceCenterTimeStamp.time * 1000,
          moment.epochMs,
        );
        assert.equal(
          deliver.serviceCenterTimeStamp.tzOff,
          moment.offsetMinutes,
        );
        const header = deliver.data.parts[0]?.header;
        assert.equal(header?.getCurrent(), place?.sequence);
      },
    ),
  );
});

Deno.test("DELIVERs that node-pdu writes, we read: numbers, names, moments, texts", () => {
  const texts = fc.oneof(
    textOf7Bit([..."abc @$\n"], 400),
    unicode.filter((text) => /[^\0-\u00c0]/.test(text)),
  );
  const senders = fc.oneof(numbers, names);
  fc.assert(
    fc.property(
      senders,
      texts,
      moments,
      (sender, text, { epochMs, offsetMinutes }) => {
        const time = new utils.SCTS(new Date(epochMs), offsetMinutes);
        const deliver = new Deliver(sender, text, {
          serviceCenterTimeStamp: time,
        });
        const tpdus = deliver.getPartStrings().map((hex) => {
          const decoded = decodeDeliver(hex);
          assert.ok(decoded.kind === "ok", hex);
          return decoded.tpdu;
        });
        assert.equal(
          joinSegments(tpdus.toReversed().map(({ userData }) => userData)),
          text,
        );
        for (const tpdu of tpdus) {
          assert.equal(tpdu.originator.text, sender);
          assert.equal(tpdu.serviceCentreTime.epochMs, epochMs);
        }
      },
    ),
  );
});

Deno.test("STATUS-REPORTs agree, in both directions", () => {
  const reports = fc.record({
    number: fc.stringMatching(/^\+[1-9][0-9]{5,14}$/),
    reference: fc.nat(0xff),
    status: fc.nat(0xff),
    sent: moments,
    done: moments,
  });
  fc.assert(
    fc.property(reports, ({ number, reference, status, sent, done }) => {
      const { hex } = encodeStatusReport({
        messageReference: reference,
        recipient: { text: number, typeOfAddress: 0x91 },
        serviceCentreTime: timestampOf(sent.epochMs, sent),
        dischargeTime: timestampOf(done.epochMs, done),
        status,
      });
      const theirs = parse(hex);
      assert.ok(theirs instanceof Report, hex);
      assert.equal(theirs.address.phone, number.slice(1));
      assert.equal(theirs.reference, reference);
      assert.equal(theirs.status, status);
      assert.equal(theirs.dateTime.time * 1000, sent.epochMs);
      assert.equal(theirs.discharge.time * 1000, done.epochMs);
      // node-pdu writes no report, but all that one is made of.
      const written = "0006" + hexOf([reference]) +
        new utils.SCA(true).setPhone(number).toString() +
        theirs.dateTime.toString() + theirs.discharge.toString() +
        hexOf([status]);
      const ours = decodeStatusReport(written);
      assert.ok(ours.kind === "ok");
      assert.equal(ours.tpdu.messageReference, reference);
      assert.equal(ours.tpdu.recipient.text, number);
      assert.equal(ours.tpdu.status, status);
      assert.equal(ours.tpdu.serviceCentreTime.epochMs, sent.epochMs);
      assert.equal(ours.tpdu.dischargeTime.epochMs, done.epochMs);
    }),
  );
});
