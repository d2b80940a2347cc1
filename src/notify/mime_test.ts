import assert from "node:assert/strict";
import fc from "fast-check";
import PostalMime from "postal-mime";
import {
  field,
  mailDate,
  multipart,
  quotedPrintable,
  textPart,
} from "./mime.ts";

async function read(mail: string) {
  return await PostalMime.parse(mail);
}

Deno.test("a field is folded, encoded where it must be, and lets no control through", () => {
  assert.equal(field("Subject", "Pump 3"), "Subject: Pump 3");
  assert.equal(field("Subject", "a\r\nBcc: b"), "Subject: a Bcc: b");
  assert.match(field("Subject", "=?utf-8?B?QQ==?="), /^Subject: =\?utf-8\?B\?/);
  assert.equal(field("Subject", "x".repeat(200)).includes("\r\n"), false);
  assert.equal(field("Subject", ""), "Subject: ");
  const word = "x".repeat(3_000);
  const lines = field("Subject", word).split("\r\n");
  assert.ok(lines.every((it) => it.length <= 78));
});

Deno.test("whatever stands in a field comes out of it, in lines of which none is too long", async () => {
  await fc.assert(fc.asyncProperty(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    async (text) => {
      const plain = text.replaceAll(/\p{Cc}+/gu, " ").trim();
      const written = field("Subject", text);
      assert.match(written, /^[\r\n -~]*$/);
      if (!/^[ -~]*$/.test(plain)) {
        for (const line of written.split("\r\n")) assert.ok(line.length <= 78);
      }
      const { subject = "" } = await read(`${written}\r\n\r\n`);
      const flat = (it: string) => it.replaceAll(/\s+/g, " ").trim();
      assert.equal(flat(subject), flat(plain));
    },
  ));
});

Deno.test("a text comes out of its part as it went in", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.string({ unit: "grapheme", maxLength: 120 }), { maxLength: 6 }),
    async (lines) => {
      const text = lines.map((it) => it.replaceAll(/\p{Cc}/gu, "·")).join("\n");
      const { fields, body } = textPart(text);
      assert.match(body, /^[\r\n -~]*$/);
      for (const line of body.split("\r\n")) assert.ok(line.length <= 78);
      const mail = [...fields, "", body, ""].join("\r\n");
      const parsed = await read(mail);
      assert.equal((parsed.text ?? "").trimEnd(), text.trimEnd());
    },
  ));
});

Deno.test("quotedPrintable() keeps blanks at the ends of lines", () => {
  assert.equal(quotedPrintable("a \nb=ä"), "a=20\r\nb=3D=C3=A4");
});

Deno.test("multipart() keeps its parts apart", async () => {
  const parts = [textPart("One"), {
    fields: [
      "Content-Type: application/json",
      "Content-Disposition: attachment",
    ],
    body: "{}",
  }];
  const mail = `Content-Type: multipart/mixed; boundary="b"\r\n\r\n${
    multipart("b", parts)
  }`;
  const parsed = await read(mail);
  assert.equal(parsed.text?.trim(), "One");
  assert.deepEqual(parsed.attachments.map((it) => it.mimeType), [
    "application/json",
  ]);
});

Deno.test("mailDate() is what RFC 5322 wants", () => {
  assert.equal(
    mailDate(Date.UTC(2026, 10, 3, 8, 5, 9)),
    "Tue, 03 Nov 2026 08:05:09 +0000",
  );
});
