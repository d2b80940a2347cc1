import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { parseMail } from "./parse.ts";

const utf8 = (...lines: string[]) => Buffer.from(lines.join("\r\n"));

Deno.test("parseMail() tells which mails it answers, the nearest first, and each once", async () => {
  const rows: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["In-Reply-To: <b@x>", "References: <a@x> <b@x>"], ["b@x", "a@x"]],
    [["References: <a@x>", " <b@x>\t<c@x>"], ["c@x", "b@x", "a@x"]],
    [["In-Reply-To: Your mail of Monday <a@x>"], ["a@x"]],
    [["In-Reply-To: a@x", "References: <>, < a@x>, <ö@x>"], []],
    [[`References: <${"x".repeat(2000)}@y> <a@x>`], ["a@x"]],
  ];
  for (const [fields, expected] of rows) {
    const mail = await parseMail(utf8("From: a@b", ...fields, "", "x"));
    assert.deepEqual(mail.answers, expected, fields.join());
  }
  const many = Array.from({ length: 100 }, (_, at) => `<${at}@x>`).join(" ");
  const long = await parseMail(
    utf8(`References: ${many}`, "From: a@b", "", ""),
  );
  assert.deepEqual(long.answers.slice(0, 2), ["99@x", "98@x"]);
  assert.equal(long.answers.length, 20);
});

Deno.test("parseMail() tells a program's answer from other mails of programs", async () => {
  for (
    const [field, expected] of [
      ["Auto-Submitted: auto-replied", true],
      ["Auto-Submitted: Auto-Replied (vacation)", true],
      ["Auto-Submitted: auto-generated", false],
      ["Auto-Submitted: no", false],
      ["X: auto-replied", false],
    ] as const
  ) {
    const mail = await parseMail(utf8("From: a@b", field, "", "x"));
    assert.equal(mail.autoReplied, expected, field);
  }
});
