import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cleanLine,
  cleanText,
  endAtMarker,
  stripSignature,
} from "./body_text.ts";

Deno.test("cleanText() makes a text fit for a phone", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["a\r\nb\rc\nd\u2028e", "a\nb\nc\nd\ne"],
    ["a\tb\u00a0c\u202fd", "a b c d"],
    ["a\0b\x1ac\x1b[1m\x7f\x85", "abc[1m"],
    ["\x0c\x0ba", "a"],
    ["\ufeffa\u200bb\u00adc\u2060", "abc"],
    ["a\u202eb\u2066c\u2069", "abc"],
    ["👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم"],
    ["e\u0301", "é"],
    ["a\n\n \t\n", "a"],
    ["a \n", "a "],
    ["a\n\nb", "a\n\nb"],
    ["\n\na", "\n\na"],
    [" \r\n\t\u00a0\n", ""],
    ["", ""],
    ["\ud800a", "\ufffda"],
  ];
  for (const [text, expected] of rows) {
    assert.equal(cleanText(text), expected, JSON.stringify(text));
  }
});

Deno.test("cleanText() keeps at most 30 marks on one letter", () => {
  const stack = "x" + "\u0323\u0301".repeat(1000);
  assert.equal(
    cleanText(stack),
    "x" + "\u0323".repeat(15) + "\u0301".repeat(15),
  );
  assert.equal(cleanText("\u0344".repeat(20)), "\u0308\u0301".repeat(15));
  assert.equal(cleanText("กิ่ง ñ"), "กิ่ง ñ");
});

const unclean =
  // deno-lint-ignore no-control-regex
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]|\n\s*$/;

Deno.test("cleanText() of any text is clean, and cleaning again changes nothing", () => {
  const awkward = fc.constantFrom(
    "\r",
    "\n",
    " ",
    "\t",
    "\u0301",
    "\u0323",
    "\u1100",
    "\u1161",
    "\ud83d",
    "\u2028",
    "\0",
    "a",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: awkward, maxLength: 100 }),
  );
  fc.assert(fc.property(text, (text) => {
    const clean = cleanText(text);
    assert.equal(cleanText(clean), clean);
    assert.equal(clean.normalize("NFC"), clean);
    assert.ok(clean.isWellFormed());
    assert.doesNotMatch(clean, unclean);
  }));
});

Deno.test("cleanLine() makes one line", () => {
  assert.equal(cleanLine("  a\r\n\tb\0  c\n"), "a b c");
});

Deno.test("stripSignature() cuts at the separator line", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["text\n-- \nAnna", "text"],
    ["text\n\n-- \nAnna\nBerg", "text"],
    ["text\n-- ", "text"],
    ["text\n-- \nAnna\n-- \nBerg", "text"],
    ["text\n--\nno separator", "text\n--\nno separator"],
    ["text\n---- \nno", "text\n---- \nno"],
    ["text -- \nno", "text -- \nno"],
    ["-- \nall that there is", "-- \nall that there is"],
    ["\n-- \nall that there is", "\n-- \nall that there is"],
    ["text", "text"],
    ["", ""],
  ];
  for (const [text, expected] of rows) {
    assert.equal(stripSignature(text), expected, JSON.stringify(text));
  }
});

Deno.test("endAtMarker() ends the text where a line holds just the marker", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["text\n$$\nrest", "$$", "text"],
    ["text\n\n  $$ \nrest\n$$\nmore", " $$ ", "text"],
    ["text\n{end sms}", "{end sms}", "text"],
    ["it costs $$\n$$ 5\nrest", "$$", "it costs $$\n$$ 5\nrest"],
    ["$$\nrest", "$$", "$$\nrest"],
    [" \n\n$$\nrest", "$$", " \n\n$$\nrest"],
    ["text\n\nrest", "", "text\n\nrest"],
    ["text\n\nrest", " ", "text\n\nrest"],
    ["", "$$", ""],
  ];
  for (const [text, marker, expected] of rows) {
    assert.equal(endAtMarker(text, marker), expected, JSON.stringify(text));
  }
});
