import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, Submit, utils } from "node-pdu";
import { joinSegments, textOf } from "./assembly.ts";
import { decodeDcs } from "./dcs.ts";
import { defaultAlphabet, defaultExtension, escapeSeptet } from "./gsm7.ts";
import { type MessageOptions, segmentMessage } from "./segment_message.ts";
import { decodeSubmit, type SubmitTpdu } from "./submit_pdu.ts";
import type { UserData } from "./user_data.ts";
import { concatenationOf } from "./user_data_header.ts";
import {
  ascii,
  common,
  moments,
  numbers,
  textOf7Bit,
  unicode,
} from "./node_pdu_suite.ts";
import { validityMsOf, validityPeriodOf } from "./validity_period.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const options: fc.Arbitrary<MessageOptions> = fc.record({
  recipient: numbers,
  reference: fc.nat(0xffff),
  referenceBits: fc.constantFrom(8, 16),
  flash: fc.boolean(),
  statusReport: fc.boolean(),
  validityMs: fc.integer({ min: minuteMs, max: dayMs / 2 }),
  replaceType: fc.integer({ min: 0, max: 7 }),
}, {
  requiredKeys: [
    "recipient",
    "reference",
    "referenceBits",
    "flash",
    "statusReport",
  ],
});

function theirSubmit(hex: string): Submit {
  const parsed = parse(hex);
  assert.ok(parsed instanceof Submit, hex);
  return parsed;
}

function ourSubmit(hex: string): SubmitTpdu {
  const decoded = decodeSubmit(hex);
  assert.ok(decoded.kind === "ok", hex);
  return decoded.tpdu;
}

/** Hands node-pdu the parts in an order that is not theirs. */
function joinedByThem(hexes: readonly string[]): string {
  const [first, ...others] = hexes.map(theirSubmit).toReversed();
  assert.ok(first);
  for (const other of others) first.data.append(other);
  return first.data.getText();
}

Deno.test("what we write as SUBMITs, node-pdu reads: texts, places, flags, validity", () => {
  const texts = fc.oneof(textOf7Bit(common, 600), unicode);
  fc.assert(
    fc.property(texts, options, (text, options) => {
      const pdus = segmentMessage(text, options);
      assert.equal(joinedByThem(pdus.map(({ hex }) => hex)), text);
      for (const [index, { hex }] of pdus.entries()) {
        const submit = theirSubmit(hex);
        checkFields(submit, options);
        assert.equal(
          submit.dataCodingScheme.getValue(),
          ourSubmit(hex).dataCoding,
        );
        const replaceType = pdus.length === 1 ? options.replaceType ?? 0 : 0;
        assert.equal(
          submit.protocolIdentifier.getValue(),
          replaceType === 0 ? 0 : 0x40 + replaceType,
        );
        checkPlace(submit, { index, total: pdus.length }, options);
      }
    }),
    { numRuns: 300 },
  );
});

function checkFields(submit: Submit, options: MessageOptions): void {
  const { recipient, flash, statusReport, validityMs } = options;
  assert.equal(submit.address.phone, recipient.replace("+", ""));
  assert.equal(
    submit.address.type.getValue(),
    recipient.startsWith("+") ? 0x91 : 0x81,
  );
  assert.equal(submit.type.statusReportRequest, Number(statusReport));
  assert.equal(submit.dataCodingScheme.useMessageClass, flash);
  assert.equal(submit.dataCodingScheme.classMessage, 0);
  const seconds = submit.validityPeriod.interval;
  if (validityMs === undefined) return assert.equal(seconds, null);
  assert.equal(seconds, validityMsOf(validityPeriodOf(validityMs)) / 1000);
}

function checkPlace(
  submit: Submit,
  { index, total }: { readonly index: number; readonly total: number },
  { reference, referenceBits }: MessageOptions,
): void {
  const { header } = submit.data.parts[0] ?? {};
  if (total === 1) return assert.equal(header, null);
  assert.equal(header?.getType(), referenceBits === 8 ? 0x00 : 0x08);
  assert.equal(header?.getPointer(), reference % 2 ** referenceBits);
  assert.equal(header?.getSegments(), total);
  assert.equal(header?.getCurrent(), index + 1);
}

Deno.test("what we write in national tables, node-pdu unpacks to the same septets", () => {
  const text = textOf7Bit([..."aşğİıçãÃúÀ€[~"], 500);
  const shifts = fc.record({
    locking: fc.constantFrom(0, 1, 3),
    single: fc.constantFrom(0, 1, 2, 3),
  });
  fc.assert(
    fc.property(text, options, shifts, (text, options, nationalShift) => {
      const pdus = segmentMessage(text, { ...options, nationalShift });
      for (const { hex } of pdus) {
        const { userData } = ourSubmit(hex);
        if (userData.alphabet !== "gsm7") continue;
        assert.equal(theirSubmit(hex).data.getText(), withoutTables(userData));
      }
    }),
  );
});

/** How node-pdu shows septets of any tables. */
function withoutTables({ units }: UserData): string {
  let text = "";
  for (let index = 0; index < units.length; index++) {
    const septet = units[index] ?? 0;
    if (septet === escapeSeptet) {
      const extended = defaultExtension.get(units[++index] ?? 0) ?? "`";
      text += extended === "\f" ? "`" : extended;
    } else text += defaultAlphabet.charAt(septet).replace("§", "`");
  }
  return text;
}

Deno.test("what node-pdu writes as SUBMITs, we read: texts cut anywhere, flags, validity", () => {
  const texts = fc.oneof(
    textOf7Bit(ascii, 80),
    textOf7Bit([..."abc XYZ 09@$_\n"], 600),
    unicode.filter((text) => /[^\0-\u00c0]/.test(text)),
  );
  const periods = fc.oneof(
    fc.integer({ min: 60, max: 12 * 3600 }),
    fc.integer({ min: 12 * 3600 + 1, max: 30 * 86_400 }),
  );
  const chosen = fc.record({
    number: numbers,
    flash: fc.boolean(),
    statusReport: fc.boolean(),
    interval: fc.option(periods, { nil: undefined }),
  });
  fc.assert(
    fc.property(
      texts,
      chosen,
      (text, { number, flash, statusReport, interval }) => {
        const submit = new Submit(number, text, {
          type: new utils.SubmitType({
            statusReportRequest: Number(statusReport),
          }),
          dataCodingScheme: new utils.DCS({ useMessageClass: flash }),
          validityPeriod: new utils.VP(
            interval === undefined ? {} : { interval },
          ),
        });
        submit.getStart();
        const tpdus = submit.getPartStrings().map(ourSubmit);
        const shuffled = tpdus.toReversed().map(({ userData }) => userData);
        assert.equal(joinSegments(shuffled), text);
        for (const [index, tpdu] of tpdus.entries()) {
          assert.equal(tpdu.recipient.text, number);
          assert.equal(tpdu.statusReport, statusReport);
          assert.equal(
            decodeDcs(tpdu.dataCoding).messageClass,
            flash ? 0 : undefined,
          );
          const place = concatenationOf(tpdu.userData.elements);
          assert.equal(
            place?.sequence,
            tpdus.length > 1 ? index + 1 : undefined,
          );
          checkValidity(tpdu, interval);
        }
      },
    ),
    { numRuns: 300 },
  );
});

function checkValidity(
  { validity }: SubmitTpdu,
  seconds: number | undefined,
): void {
  if (seconds === undefined) {
    return assert.deepEqual(validity, { kind: "default" });
  }
  assert.ok(validity.kind === "relative");
  assert.equal(validity.value, validityPeriodOf(seconds * 1000));
}

Deno.test("node-pdu's absolute validity is ours", () => {
  fc.assert(fc.property(moments, ({ epochMs }) => {
    const submit = new Submit("+491711234567", "x", {
      validityPeriod: new utils.VP({ datetime: new Date(epochMs) }),
    });
    submit.getStart();
    const { validity } = ourSubmit(submit.toString());
    assert.ok(validity.kind === "absolute");
    assert.equal(validity.until.epochMs, epochMs);
  }));
});

Deno.test("a text of every character that both sides have goes through node-pdu and back", () => {
  const text = common.join("");
  const [first] = segmentMessage(text, {
    recipient: "+491711234567",
    reference: 0,
    referenceBits: 8,
    flash: false,
    statusReport: false,
  });
  assert.equal(theirSubmit(first?.hex ?? "").data.getText(), text);
  const plain = ascii.join("");
  const written = new Submit("+491711234567", plain).toString();
  assert.equal(textOf(ourSubmit(written).userData), plain);
});
