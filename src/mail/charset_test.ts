import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeCharset, decodeUnlabelled, isCommonCharset } from "./charset.ts";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

Deno.test("decodeUnlabelled() takes UTF-8 for itself and anything else for windows-1252", () => {
  assert.equal(
    decodeUnlabelled(new TextEncoder().encode("Höhe 3 €")),
    "Höhe 3 €",
  );
  assert.equal(
    decodeUnlabelled(bytes(0x48, 0xf6, 0x68, 0x65, 0x20, 0x80)),
    "Höhe €",
  );
  assert.equal(decodeUnlabelled(bytes()), "");
});

Deno.test("decodeCharset() knows charsets by any case and many names", async () => {
  const rows: readonly (readonly [string, Uint8Array, string])[] = [
    ["ISO-8859-2", bytes(0xb1, 0xea), "ąę"],
    [" Windows-1251 ", bytes(0xc0), "А"],
    ["koi8-r", bytes(0xe1), "А"],
    ["shift_jis", bytes(0x82, 0xa0), "あ"],
    ["cp932", bytes(0x82, 0xa0), "あ"],
    [
      "iso-2022-jp",
      bytes(0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42),
      "あ",
    ],
    ["utf-16le", bytes(0x41, 0x00, 0xac, 0x20), "A€"],
    ["cp437", bytes(0x94, 0x81), "öü"],
    ["CP850", bytes(0x94, 0xb5), "öÁ"],
    ["IBM850", bytes(0x94), "ö"],
    ["utf-7", new TextEncoder().encode("H+APY-he +IKw-"), "Höhe €"],
    ["hz-gb-2312", new TextEncoder().encode("a~{VPND~}b~~c~\nd"), "a中文b~cd"],
    ["HZ", new TextEncoder().encode("~{VP\nx~"), "中\nx"],
  ];
  for (const [label, encoded, expected] of rows) {
    assert.equal(await decodeCharset(encoded, label), expected, label);
  }
});

Deno.test("decodeCharset() falls back where a label is missing, unknown or wrong", async () => {
  const utf8 = new TextEncoder().encode("Höhe");
  const latin1 = bytes(0x48, 0xf6);
  for (
    const label of [
      "",
      "us-ascii",
      "ASCII",
      "utf-8",
      "UTF8",
      "unknown-8bit",
      "x-unknown",
      "martian",
      "base64",
      "iso-2022-kr",
    ]
  ) {
    assert.equal(await decodeCharset(utf8, label), "Höhe", label);
    assert.equal(await decodeCharset(latin1, label), "Hö", label);
  }
});

Deno.test("decodeCharset() decodes any bytes by any label", async () => {
  const label = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "utf-7",
      "hz",
      "cp437",
      "utf-16",
      "gb18030",
      "utf-32",
      "hex",
      "iso-2022-jp",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), label, async (bytes, label) => {
      assert.equal(typeof await decodeCharset(bytes, label), "string");
    }),
  );
});

Deno.test("isCommonCharset() tells what the runtime decodes by itself", () => {
  assert.equal(isCommonCharset(" ISO-8859-1 "), true);
  assert.equal(isCommonCharset("utf-7"), false);
});
