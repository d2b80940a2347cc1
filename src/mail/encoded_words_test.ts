import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeHeaderText } from "./encoded_words.ts";

Deno.test("decodeHeaderText() decodes encoded words of any charset", async () => {
  const rows: readonly (readonly [string, string])[] = [
    ["plain", "plain"],
    ["=?utf-8?Q?H=C3=B6he_3?=", "Höhe 3"],
    ["=?UTF-8?b?SMO2aGU=?=", "Höhe"],
    ["=?ISO-8859-1?q?H=F6he?= m", "Höhe m"],
    ["=?iso-8859-2?Q?=B1?=", "ą"],
    ["=?utf-8*de?Q?H=C3=B6he?=", "Höhe"],
    ["=?utf-8?Q?a?=  =?utf-8?Q?b?=", "ab"],
    ["=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"],
    ["=?utf-8?Q?=C3?= =?utf-8?Q?=AD?=", "í"],
    ["=?cp850?Q?H=94he?=", "Höhe"],
    ["=?CP850?B?lA==?= =?cp850?Q?=81?= x", "öü x"],
    ["=?utf-7?Q?H+APY-he?=", "Höhe"],
    ["=?martian?Q?H=C3=B6he?=", "Höhe"],
    ["=?martian?Q?H=F6he?=", "Höhe"],
    ["=?utf-8?X?abc?=", "=?utf-8?X?abc?="],
    ["=?broken", "=?broken"],
    ["", ""],
  ];
  for (const [value, expected] of rows) {
    assert.equal(await decodeHeaderText(value), expected, value);
  }
});

Deno.test("decodeHeaderText() gives back any text that was encoded, and never fails", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", minLength: 1 }),
      async (text) => {
        const encoded = [...new TextEncoder().encode(text)].map((byte) =>
          `=${byte.toString(16).padStart(2, "0")}`
        ).join("");
        assert.equal(await decodeHeaderText(`=?utf-8?Q?${encoded}?=`), text);
      },
    ),
  );
  const debris = fc.string({
    unit: fc.constantFrom(
      "=?",
      "?=",
      "?",
      "Q",
      "B",
      "=",
      "41",
      "utf-8",
      "cp850",
      "x",
      " ",
    ),
  });
  await fc.assert(fc.asyncProperty(debris, async (text) => {
    assert.equal(typeof await decodeHeaderText(text), "string");
  }));
});
