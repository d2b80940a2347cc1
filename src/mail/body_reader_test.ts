import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { BodyReader } from "./body_reader.ts";
import { outlineOf } from "./mime_outline.ts";

/** A reader of a message: lines separated by "|", characters up to U+00FF as bytes. */
function readerOf(message: string): BodyReader {
  const raw = Buffer.from(message.replaceAll("|", "\r\n"), "latin1");
  const work = outlineOf(new Uint8Array(raw));
  for (;;) {
    const step = work.next();
    if (step.done) return new BodyReader(step.value.root);
  }
}

async function check(
  table: readonly (readonly [string, string])[],
): Promise<void> {
  for (const [message, expected] of table) {
    assert.equal(
      await readerOf(`From: a@b|${message}`).read(),
      expected,
      message,
    );
  }
}

Deno.test("BodyReader decodes by the label, and never refuses one", async () => {
  const labelled: readonly (readonly [string, string, string])[] = [
    ["ISO-8859-2", "\xb1\xea", "ąę"],
    ["Windows-1251", "\xc0\xe1", "Аб"],
    ["shift_jis", "\x82\xa0", "あ"],
    ["cp437", "\x94l", "öl"],
    ["cp850", "\x94l", "öl"],
    ["utf-7", "+APY-l", "öl"],
    ["hz-gb-2312", "~{VPND~}", "中文"],
    ["martian", "\xf6l", "öl"],
    ["", "\xf6l", "öl"],
  ];
  await check(labelled.map(([charset, body, expected]) => [
    `Content-Type: text/plain; charset="${charset}"||${body}`,
    expected,
  ]));
});

const quoted = "Content-Transfer-Encoding: quoted-printable";
const base64 = "Content-Transfer-Encoding: BASE64";
const flowed = "Content-Type: text/plain; format=Flowed";

Deno.test("BodyReader takes off transfer encodings and flowed lines", () =>
  check([
    [`${quoted}||H=C3=B6he =|3=20`, "Höhe 3 \n"],
    [`${base64}||SMO2|aGUgMw==`, "Höhe 3"],
    [`Content-Type: text/html|${quoted}||<p>H=C3=B6he</p>`, "Höhe"],
    [`${flowed}||one |two|three`, "one two\nthree"],
    [`${flowed}; DelSp=Yes||one |two`, "onetwo"],
    [`${flowed}|${quoted}||one=20|two`, "one two\n"],
  ]));

Deno.test("BodyReader takes bogus types for text", () =>
  check([
    ["Content-Type: text||words", "words"],
    ["Content-Type: text/x-alarm||words", "words"],
    ["Content-Type: ;charset=utf-8||words", "words"],
    ["Content-Type: image/png||words", ""],
    ["Content-Disposition: attachment||words", ""],
  ]));

const mixed = "Content-Type: multipart/mixed; boundary=b|";
const alternative = "Content-Type: multipart/alternative; boundary=b|";
const related = "Content-Type: multipart/related; boundary=c|";
const html = "Content-Type: text/html|";

Deno.test("BodyReader takes plain text before HTML, and HTML before nothing", () =>
  check([
    [`${alternative}|--b||plain|--b|${html}|<p>html|--b--`, "plain"],
    [`${alternative}|--b|${html}|<p>html|--b||plain|--b--`, "plain"],
    [`${alternative}|--b|| \t|--b|${html}|<p>html|--b--`, "html"],
    [`${alternative}|--b|${html}|<p>html|--b--`, "html"],
    [`${alternative}|--b||1|--b|${related}|--c|${html}|2|--c--|--b--`, "1"],
    [`${alternative}|--b|${related}|--c|${html}|2|--c--|--b||1`, "1"],
    [`${alternative}|--b|${related}|--c|${html}|2|--c--|--b|| `, "2"],
    [`${alternative}|--b||never closed`, "never closed"],
    [`${alternative}|--b|| |--b--`, ""],
  ]));

Deno.test("BodyReader joins what stands side by side", () =>
  check([
    [`${mixed}|--b|${html}|<p>html|--b||footer|--b--`, "html\nfooter"],
    [`${mixed}|--b||one|--b|| |--b||two|--b--`, "one\ntwo"],
    [`${mixed}|--b|${related}|--c||1|--c--|--b||2|--b--`, "1\n2"],
    ["Content-Type: multipart/mixed||no boundary", "no boundary"],
    [`${mixed}|no part at all`, "no part at all"],
  ]));

Deno.test("BodyReader spends one budget on all parts", async () => {
  const page = `--b|${html}|<b>${"a ".repeat(60_000)}|`;
  const text = await readerOf(`${mixed}|${page.repeat(20)}`).read();
  assert.ok(
    text.length > 64 * 1024 && text.length < 4 * 64 * 1024,
    `${text.length}`,
  );
});

Deno.test("BodyReader tells what it leaves out", () => {
  const reader = readerOf(
    `${mixed}|--b||text|--b|Content-Type: a/b||file|--b|${html}|page|` +
      "--b|Content-Disposition: attachment||text file|--b--",
  );
  assert.deepEqual(reader.attachments().map(({ type }) => type.value), [
    "a/b",
    "",
  ]);
});
