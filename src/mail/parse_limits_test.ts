import assert from "node:assert/strict";
import { type Clock, systemClock } from "../model/mod.ts";
import { parseMail } from "./parse.ts";

function mail(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));
}

const mixed = "Content-Type: multipart/mixed; boundary=b";
const html = "Content-Type: text/html";

/** Counts how often others got a turn. */
function countingClock(): Clock & { readonly sleeps: () => number } {
  let sleeps = 0;
  return {
    ...systemClock,
    sleep: (delayMs) => {
      assert.equal(delayMs, 0);
      sleeps++;
      return Promise.resolve();
    },
    sleeps: () => sleeps,
  };
}

Deno.test("parseMail() lets others work while it passes a large attachment", async () => {
  const clock = countingClock();
  const file = new Array(60_000).fill("A".repeat(76));
  const { text, attachments } = await parseMail(
    mail(
      "From: a@b",
      mixed,
      "",
      "--b",
      "",
      "see the file",
      "--b",
      "Content-Type: application/pdf; name=scan.pdf",
      "Content-Transfer-Encoding: base64",
      "",
      ...file,
      "--b--",
    ),
    clock,
  );
  assert.deepEqual([text, attachments], ["see the file", [
    "scan.pdf",
  ]]);
  assert.ok(clock.sleeps() >= 4_680_000 / 300_000, `${clock.sleeps()}`);
});

Deno.test("parseMail() reads a bounded part of hostile mails", async () => {
  const size = 2_000_000;
  const fill = (text: string) => text.repeat(size / text.length);
  const rows: readonly (readonly [string, readonly string[], number])[] = [
    ["one line", ["Subject: x", "", fill("a")], 65_536],
    ["marks", [
      "Subject: x",
      "",
      "\u0301".repeat(60_000) + "\u0316".repeat(60_000),
    ], 30],
    ["table", [
      "Subject: x",
      html,
      "",
      "<table>" + fill("<tr><td>a</td></tr>"),
    ], 1_999],
    [
      "list",
      ["Subject: x", html, "", fill("<ul><li>a\n")],
      65_536,
    ],
    ["parts", [
      "Subject: x",
      mixed,
      "",
      "--b\r\n\r\na\r\n".repeat(1_000),
    ], 199],
    ["pages", [
      "Subject: x",
      mixed,
      "",
      `--b\r\n${html}\r\n\r\n<b>${"a ".repeat(50_000)}\r\n`.repeat(20),
    ], 65_536],
    ["padding", [
      "Subject: x",
      "Content-Transfer-Encoding: base64",
      "",
      fill("AA=="),
    ], 0],
    ["folds", [
      "Subject: x",
      ...new Array(10_000).fill(` ${"y".repeat(100)}`),
      "",
      "a",
    ], 1],
    ["raw", [fill("ALARM ")], 65_536],
    ["pair", ["Subject: x", "", "a" + "😀".repeat(50_000)], 65_535],
  ];
  for (const [name, lines, longest] of rows) {
    const { text, subject } = await parseMail(mail(...lines), countingClock());
    assert.ok(
      text.length <= longest && text.isWellFormed(),
      `${name}: ${text.length}`,
    );
    assert.ok(subject.length <= 8_192, name);
    if (name === "pair") assert.doesNotMatch(text, /\ufffd/);
  }
});
