import fc from "fast-check";
import assert from "node:assert/strict";
import {
  printable,
  renderReply,
  reply,
  replyOf,
  standingReply,
  wireReply,
} from "./reply.ts";

Deno.test("reply reads code, enhanced status code and text", () => {
  assert.deepEqual(reply("250 2.1.0 Sender noted"), {
    code: 250,
    enhanced: "2.1.0",
    lines: ["Sender noted"],
  });
  assert.deepEqual(reply("354 Go on"), { code: 354, lines: ["Go on"] });
  assert.deepEqual(reply("250 2.1.5 +919812345678").lines, ["+919812345678"]);
});

Deno.test("replyOf tells a refusal as it is", () => {
  const refusal = { code: 553, enhanced: "5.1.3", text: "No number" };
  assert.equal(renderReply(replyOf(refusal)), "553 5.1.3 No number\r\n");
});

Deno.test("renderReply marks all lines but the last, with the status on each", () => {
  const lines = ["gw", "PIPELINING", "SIZE 1000"];
  assert.equal(
    renderReply({ code: 250, lines }),
    "250-gw\r\n250-PIPELINING\r\n250 SIZE 1000\r\n",
  );
  assert.equal(
    renderReply({ code: 550, enhanced: "5.7.1", lines: ["No", "Never"] }),
    "550-5.7.1 No\r\n550 5.7.1 Never\r\n",
  );
});

Deno.test("renderReply folds a long text between words", () => {
  const text = "word ".repeat(200).trim();
  const rendered = renderReply(reply(`550 5.7.1 ${text}`));
  const words = rendered.replaceAll(/^550[ -]5\.7\.1 |\r/gm, "").split("\n");
  assert.equal(words.join(" ").trim(), text);
});

Deno.test("printable shows nothing but printable ASCII", () => {
  assert.equal(
    printable('No contact "Åsa"\r\n250 OK'),
    'No contact "?sa"??250 OK',
  );
  assert.equal(printable("😀"), "?");
});

Deno.test("renderReply makes lines that every client can read, of any text", () => {
  const texts = fc.array(fc.integer({ min: 0, max: 0x200 }), {
    maxLength: 2_000,
  })
    .map((units) => String.fromCharCode(...units));
  fc.assert(fc.property(texts, (text) => {
    const rendered = renderReply({
      code: 451,
      enhanced: "4.3.0",
      lines: [text],
    });
    assert.ok(rendered.endsWith("\r\n"));
    const lines = rendered.slice(0, -2).split("\r\n");
    for (const [index, line] of lines.entries()) {
      assert.ok(line.length <= 510);
      const mark = index === lines.length - 1 ? " " : "-";
      assert.ok(line.startsWith(`451${mark}4.3.0 `));
      assert.match(line, /^[ -~]*$/);
    }
  }));
});

Deno.test("a standing reply is what a fresh one is, and goes over the wire in the same bytes", () => {
  const lines = fc.tuple(
    fc.constantFrom("250 2.1.5 ", "354 ", "250 "),
    fc.string(),
  )
    .map((parts) => parts.join(""));
  fc.assert(fc.property(lines, (line) => {
    for (const standing of [standingReply(line), standingReply(line)]) {
      assert.deepEqual(standing, reply(line));
      const { text, bytes } = wireReply(standing);
      assert.equal(text, renderReply(reply(line)));
      if (bytes) assert.deepEqual(bytes, new TextEncoder().encode(text));
    }
  }));
});

Deno.test("standing replies are kept while there are few; the memory for them has an end", () => {
  const said = standingReply("250 2.0.0 OK");
  for (let id = 0; id < 1_000; id++) standingReply(`250 2.1.5 number ${id}`);
  assert.equal(standingReply("250 2.0.0 OK"), said);
  const one = standingReply("250 2.1.5 number 999");
  assert.notEqual(standingReply("250 2.1.5 number 999"), one);
  assert.deepEqual(wireReply(one), { text: "250 2.1.5 number 999\r\n" });
});
