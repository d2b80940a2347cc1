import assert from "node:assert/strict";
import fc from "fast-check";
import { inOneLine, printable } from "./printable.ts";

Deno.test("printable() shows by number what a terminal would obey, and leaves the rest", () => {
  const rows = [
    ["Pump 3 stopped", "Pump 3 stopped"],
    ["\u001b]0;root\u0007", "\\u001b]0;root\\u0007"],
    ["\u009b2J", "\\u009b2J"],
    ["\u007f\r\n\t\0", "\\u007f\\u000d\\u000a\\u0009\\u0000"],
    ["abc\u202edef\u2066", "abc\\u202edef\\u2066"],
    ["Grüße, 水, 👨‍👩‍👧", "Grüße, 水, 👨‍👩‍👧"],
    ["half \ud83d a pair", "half \ufffd a pair"],
  ] as const;
  for (const [text, shown] of rows) assert.equal(printable(text), shown);
});

Deno.test("inOneLine() marks line ends, and blanks tabs", () => {
  assert.equal(
    inOneLine("one\r\n  two\n\nthree\tfour\n"),
    "one ⏎ two ⏎ three four",
  );
});

Deno.test("nothing that a terminal obeys passes, whatever the text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.doesNotMatch(printable(text), /\p{Cc}|\p{Cs}/u);
    assert.doesNotMatch(inOneLine(text), /\p{Cc}|\p{Cs}/u);
  }));
});
