import assert from "node:assert/strict";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { encodeBody } from "./mail_body.ts";

async function readBack(text: string): Promise<string | undefined> {
  const { fields, body } = encodeBody(text);
  const parsed = await PostalMime.parse(
    `${fields.join("\r\n")}\r\n\r\n${body}`,
  );
  return parsed.text?.replaceAll("\r\n", "\n");
}

const encodingOf = (text: string) => encodeBody(text).fields[2]?.split(": ")[1];

for (
  const [text, encoding] of [
    ["OK, on my way\n\n-- \nSMS from +46701234567", "7bit"],
    ["x".repeat(77), "quoted-printable"],
    ["From me", "quoted-printable"],
    ["ends in a space ", "quoted-printable"],
    ["Jag är på väg, kommer om en kvart ungefär", "quoted-printable"],
    ["ポンプ三号が停止しました", "base64"],
    ["🔥🔥🔥", "base64"],
  ] as const
) {
  Deno.test(`a body that begins with ${JSON.stringify(text.slice(0, 12))} goes as ${encoding}`, async () => {
    assert.equal(encodingOf(text), encoding);
    assert.equal(await readBack(text), `${text}\n`);
  });
}

Deno.test("whatever a text is, its body is short lines of ASCII and says the same", async () => {
  const unit = fc.constantFrom(
    "a",
    "ä",
    "日",
    "🏭",
    " ",
    "\t",
    "\n",
    ".",
    "=",
    "From ",
    "-- ",
    "\ud800",
  );
  const text = fc.oneof(
    fc.array(unit, { maxLength: 200 }).map((it) => it.join("")),
    fc.string({ unit: "grapheme", maxLength: 500 }),
  );
  await fc.assert(fc.asyncProperty(text, async (text) => {
    const { body } = encodeBody(text);
    assert.ok(body.endsWith("\r\n"));
    for (const line of body.slice(0, -2).split("\r\n")) {
      assert.match(line, /^[\t\x20-\x7e]{0,76}$/);
      assert.doesNotMatch(line, /^From /);
    }
    const wanted = text.replaceAll(/\r\n?/g, "\n")
      .replaceAll(
        /(?![\t\n\x7f-\x9f])\p{Cc}/gu,
        (it) => String.fromCharCode(0x2400 + it.charCodeAt(0)),
      )
      .replaceAll(/[\x7f-\x9f]/g, "\ufffd").toWellFormed();
    assert.equal(await readBack(text), `${wanted}\n`);
  }));
});
