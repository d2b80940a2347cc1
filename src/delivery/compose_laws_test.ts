import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanText } from "../mail/mod.ts";
import {
  decodeDcs,
  decodeSubmit,
  joinSegments,
  layoutOf,
  type NationalLanguage,
  planSegments,
  replaceTypeOf,
  segmentMessage,
  type SubmitTpdu,
} from "../sms/mod.ts";
import { compose, type ComposeOptions } from "./compose.ts";

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

// Septets of one and two in each table, what none has, what people see as one character, and what no text should hold.
const characters = fc.constantFrom(
  ...["a", "€", "[", "~", "|", "ş", "ğ", "ı", "İ", "Ç", "ç", "ã", "õ", "∞"],
  ...["Δ", "Θ", "я", "`", "“", "–", "…", "e\u0301", "x\u0301"],
  ...["😁", "🇩🇪", "🇩", "👩‍👩‍👧", "👩🏽‍🚀", "❤️", "1\ufe0f\u20e3", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
  ...["각", "\u1100\u1161\u11a8", "กำ", "ก้", "क्षि", "न्त्र्य"],
  ...["\ud83d", "\ude00", "\0", "\x07", "\x1a", "\x1b", "\f", "\r\n", "\r"],
  ...["\n", "\t", "\u2028", "\u200b", "\u200d", "\ufeff", "\u202e", "\uffff"],
);
const run = fc.tuple(characters, fc.integer({ min: 1, max: 170 }))
  .map(([character, times]) => character.repeat(times));
const texts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: characters },
    { weight: 1, arbitrary: run },
  ),
  { maxLength: 60, size: "max" },
).map((parts) => parts.join(""));
const wishes = fc.record({
  referenceBits: fc.constantFrom<8 | 16>(8, 16),
  nationalLanguages: fc.subarray<NationalLanguage>([
    "turkish",
    "spanish",
    "portuguese",
  ]),
  maxSegments: fc.integer({ min: 1, max: 9 }),
  plainPunctuation: fc.boolean(),
  transliterate: fc.boolean(),
  statusReport: fc.boolean(),
  replaceType: fc.integer({ min: 0, max: 7 }),
  flash: fc.boolean(),
});

function decoded(hex: string): SubmitTpdu {
  const submit = decodeSubmit(hex);
  assert.ok(submit.kind === "ok");
  return submit.tpdu;
}

/** Whether each segment but the last ends where people see one character end. */
function endsAtClusters(text: string, segments: readonly string[]): boolean {
  const starts = new Set([...segmenter.segment(text)].map((it) => it.index));
  let end = 0;
  return segments.slice(0, -1).every((segment) =>
    starts.has(end += segment.length)
  );
}

Deno.test("whatever a mail says and the options are: what was counted is what is sent, and what is sent reads the same", () => {
  fc.assert(
    fc.property(texts, wishes, (text, { flash, ...wishes }) => {
      const options: ComposeOptions = {
        template: "{body}",
        whenTooLong: "truncate",
        stripSignature: false,
        ...wishes,
      };
      const mail = { subject: "Pump 3", from: "plc@plant.example", text };
      const composition = compose(mail, options);
      assert.ok(composition.kind === "composed");
      const { message: { text: own, ...message }, segmentCount } = composition;
      assert.ok(segmentCount <= wishes.maxSegments);
      assert.equal(cleanText(own), own);
      const recipient = "+491701234567";
      const submits = segmentMessage(own, {
        ...message,
        flash,
        recipient,
        reference: 65_535,
      }).map(({ hex }) => decoded(hex));
      assert.equal(submits.length, segmentCount);
      assert.equal(joinSegments(submits.map((it) => it.userData)), own);
      const replaces = segmentCount === 1 ? wishes.replaceType : 0;
      for (const submit of submits) {
        assert.equal(submit.recipient.text, recipient);
        assert.equal(submit.statusReport, wishes.statusReport);
        const { messageClass } = decodeDcs(submit.dataCoding);
        assert.equal(messageClass, flash ? 0 : undefined);
        assert.equal(replaceTypeOf(submit.protocolIdentifier) ?? 0, replaces);
      }
      const plan = planSegments(own, message).segments.map((it) => it.text);
      const monsters = [...segmenter.segment(own)]
        .some(({ segment }) => segment.length > 66);
      assert.ok(monsters || endsAtClusters(own, plan));
      // Chosen again, for instance when the same mail comes twice, it would be the same.
      const { referenceBits, nationalShift } = message;
      assert.deepEqual(layoutOf(own, options), {
        referenceBits,
        ...nationalShift && { nationalShift },
      });
    }),
    { numRuns: 400 },
  );
});
