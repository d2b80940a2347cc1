import assert from "node:assert/strict";
import fc from "fast-check";
import { countSegments } from "../../sms/mod.ts";
import { countInWords, smsCount } from "./sms_count.ts";

Deno.test("a text is counted as the modem will send it", () => {
  const rows = [
    ["", 0, 0, 160, "gsm7"],
    ["Überdruck", 9, 1, 151, "gsm7"],
    ["€", 1, 1, 158, "gsm7"],
    ["a".repeat(160), 160, 1, 0, "gsm7"],
    ["a".repeat(161), 161, 2, 145, "gsm7"],
    ["a".repeat(1_600), 1_600, 11, 83, "gsm7"],
    ["я".repeat(70), 70, 1, 0, "ucs2"],
    ["я".repeat(71), 71, 2, 63, "ucs2"],
    ["👩‍🔧", 1, 1, 65, "ucs2"],
    // Two characters of Windows are one to a phone, and an accent of its own is part of its letter.
    ["a\r\nb", 3, 1, 157, "gsm7"],
    ["u\u0308", 1, 1, 159, "gsm7"],
    // Quotes of word processors go out as plain ones.
    ["“Pump” – 3", 10, 1, 150, "gsm7"],
  ] as const;
  for (const [text, characters, segments, left, alphabet] of rows) {
    const { culprit: _, ...count } = smsCount(text);
    const expected = { characters, segments, left, alphabet };
    assert.deepEqual(count, expected, text);
  }
});

Deno.test("the first character that makes it dear is named", () => {
  assert.equal(smsCount("Pumpe läuft").culprit, undefined);
  assert.equal(smsCount("Pumpe 🚨 läuft ✓").culprit, "🚨");
});

Deno.test("segments are those of the sms room, whatever is typed", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (typed) => {
    const { alphabet, left, segments } = smsCount(typed);
    assert.ok(left >= 0);
    if (alphabet === "ucs2") {
      const text = typed.replaceAll(/\r\n?/g, "\n").normalize("NFC");
      assert.equal(segments, countSegments(text, { referenceBits: 8 }));
    }
  }));
});

Deno.test("a book that somebody pastes is not weighed to the end", () => {
  const { characters, segments } = smsCount("я".repeat(5_000_000));
  assert.equal(characters, 5_000_000);
  assert.ok(segments > 255);
});

Deno.test("the count is one line", () => {
  assert.equal(countInWords(smsCount("")), "0 characters");
  assert.equal(countInWords(smsCount("a")), "1 character · 1 SMS · 159 left");
  assert.equal(
    countInWords(smsCount("a".repeat(161))),
    "161 characters · 2 SMS segments · 145 left",
  );
});
