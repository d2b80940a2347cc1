import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { parseMail } from "./parse.ts";

type Line = string;

/** A message of these lines; characters up to U+00FF are bytes. */
const latin1 = (...lines: readonly Line[]) =>
  new Uint8Array(
    Buffer.from(lines.map((line) => `${line}\r\n`).join(""), "latin1"),
  );
const utf8 = (...lines: readonly Line[]) =>
  new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));

async function textOf(...lines: readonly Line[]): Promise<string> {
  return (await parseMail(utf8(...lines))).text;
}

Deno.test("parseMail() reads a plain mail", async () => {
  const mail = await parseMail(utf8(
    "Received: from x by y; Mon, 23 Nov 2026 11:00:00 +0000",
    "From: Max <max@example.org>",
    "To: +491701234567@sms",
    "Subject: Pump",
    "  station\t3",
    "Message-ID: <1@example.org>",
    "",
    "Pump 3 stopped",
    "at 11:02",
    "",
    "",
  ));
  assert.deepEqual(mail, {
    subject: "Pump station 3",
    from: "max@example.org",
    text: "Pump 3 stopped\nat 11:02",
    attachments: [],
    messageId: "1@example.org",
    answers: [],
    receivedCount: 1,
    loopMark: "",
    autoSubmitted: false,
    autoReplied: false,
    sendAt: "",
    expire: "",
  });
});

Deno.test("parseMail() reads when an SMS is to go, and until when, as written", async () => {
  const mail = await parseMail(utf8(
    "x-sms-send-at:  Thu, 24 Dec 2026",
    " 08:00:00 +0100 ",
    "X-SMS-Expire: 2h",
    "X-SMS-Expire: 3h",
    "",
    "x",
  ));
  assert.equal(mail.sendAt, "Thu, 24 Dec 2026 08:00:00 +0100");
  assert.equal(mail.expire, "2h");
});

Deno.test("parseMail() reads the Message-ID as other mails would name it", async () => {
  const rows: readonly (readonly [string, string])[] = [
    ["<Ab.1@example.org>", "Ab.1@example.org"],
    ["  < 1 @example.org >  ", "1@example.org"],
    ["<1@example.org> (added by x)", "1@example.org"],
    ["1@example.org", "1@example.org"],
    ["<1@exa\0mple.org>", "1@example.org"],
    ["<>", ""],
    ["<1@example.org", "<1@example.org"],
    [`<${"x".repeat(2000)}@y>`, ""],
  ];
  for (const [field, expected] of rows) {
    const mail = await parseMail(utf8(`Message-ID: ${field}`, "", "x"));
    assert.equal(mail.messageId, expected, field);
  }
  assert.equal((await parseMail(utf8("From: a@b", "", "x"))).messageId, "");
  const folded = utf8("Message-ID:", " <1@example.org>", "", "x");
  assert.equal((await parseMail(folded)).messageId, "1@example.org");
});

Deno.test("parseMail() tells mails of programs and lists from those of people", async () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ["Auto-Submitted: auto-generated", true],
    ["auto-submitted: Auto-Replied; owner-email=x", true],
    ["Auto-Submitted: no", false],
    ["Auto-Submitted: No (a person)", false],
    ["Auto-Submitted:", false],
    ["Precedence: bulk", true],
    ["Precedence: List", true],
    ["Precedence: first-class", false],
    ["X-Auto-Submitted: yes", false],
  ];
  for (const [field, expected] of rows) {
    const mail = await parseMail(utf8("From: a@b", field, "", "x"));
    assert.equal(mail.autoSubmitted, expected, field);
  }
});

Deno.test("parseMail() finds our own mark, and counts only the mail's own Received fields", async () => {
  const mail = await parseMail(utf8(
    "Received: 1",
    "X-Cellpost:  01HX ",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "Received: of a part",
    "",
    "Received: in the text",
    "--b--",
  ));
  assert.deepEqual([mail.loopMark, mail.receivedCount], ["01HX", 1]);
});

Deno.test("parseMail() takes data without mail fields for text", async () => {
  const rows: readonly (readonly [readonly Line[], string])[] = [
    [["ALARM pump 3"], "ALARM pump 3"],
    [["ALARM: pump 3 stopped"], "ALARM: pump 3 stopped"],
    [
      ["12:05 Boiler off", "", "Second: paragraph"],
      "12:05 Boiler off\n\nSecond: paragraph",
    ],
    [["", "ALARM pump 3"], "ALARM pump 3"],
    [["Priority: high", "", "x"], "Priority: high\n\nx"],
    [
      ["ALARM", "", "From: the second paragraph"],
      "ALARM\n\nFrom: the second paragraph",
    ],
    // A field of a mail among other lines makes them a header.
    [["ALARM: 3", "Subject: pump", "", "stopped"], "stopped"],
    [["x-priority: 1", "", "stopped"], "stopped"],
  ];
  for (const [lines, expected] of rows) {
    assert.equal(await textOf(...lines), expected, lines.join("|"));
  }
});

Deno.test("parseMail() sends the raw text before it sends nothing", async () => {
  const rows: readonly (readonly [readonly Line[], string])[] = [
    [["Date: pump 3 stopped"], "Date: pump 3 stopped"],
    [
      ["ALARM: pump 3", "Date: 12:05", "Please check"],
      "ALARM: pump 3\nDate: 12:05\nPlease check",
    ],
    [["From: pump 3"], "From: pump 3"],
    [
      ["From: a@b", "Content-Type: text/html", "", "<img src=x>"],
      "<img src=x>",
    ],
    [["From: a@b", "Content-Transfer-Encoding: base64", "", "!!!"], "!!!"],
    // Nothing to send.
    [["From: a@b", "Subject:", "", ""], ""],
    [["From: a@b", "", " ", "\t"], ""],
    [["Subject:"], ""],
    [["", "", ""], ""],
    [[
      "From: a@b",
      "Content-Type: multipart/mixed; boundary=b",
      "",
      "--b",
      "",
      " ",
      "--b--",
    ], ""],
    [["From: a@b", "Content-Type: image/png", "", "PNG"], ""],
  ];
  for (const [lines, expected] of rows) {
    assert.equal(await textOf(...lines), expected, lines.join("|"));
  }
  assert.equal((await parseMail(new Uint8Array())).text, "");
});

Deno.test("parseMail() leaves the text empty when there is a subject to take its place", async () => {
  const mail = await parseMail(
    utf8("From: a@b", "Subject: =?utf-8?Q?Pumpe_f=C3=A4llt_aus?=", "", " "),
  );
  assert.deepEqual([mail.subject, mail.text], ["Pumpe fällt aus", ""]);
});

Deno.test("parseMail() decodes raw bytes without a label", async () => {
  const rows: readonly (readonly [Uint8Array, string, string])[] = [
    [latin1("Subject: H\xf6he", "", "H\xf6he 3 \x80"), "Höhe", "Höhe 3 €"],
    [utf8("Subject: Höhe", "", "Höhe 3 €"), "Höhe", "Höhe 3 €"],
    [
      latin1(
        "Subject: x",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "H\xf6he",
      ),
      "x",
      "Höhe",
    ],
    [
      latin1(
        "Subject: x",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "H\xf6he",
      ),
      "x",
      "Höhe",
    ],
    [latin1("Pumpe f\xe4llt aus"), "", "Pumpe fällt aus"],
    [
      latin1(
        "Subject: x",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "H=F6he",
      ),
      "x",
      "Höhe",
    ],
    [
      latin1(
        "Subject: x",
        "Content-Transfer-Encoding: base64",
        "",
        btoa("H\xf6he"),
      ),
      "x",
      "Höhe",
    ],
  ];
  for (const [raw, subject, text] of rows) {
    const mail = await parseMail(raw);
    assert.deepEqual(
      [mail.subject, mail.text],
      [subject, text],
      Buffer.from(raw).toString("latin1"),
    );
  }
});

Deno.test("parseMail() makes attachment names fit for a log", async () => {
  const { attachments } = await parseMail(utf8(
    "From: a@b",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    'Content-Type: application/x; name="a\x1b[31m\x07b"',
    "",
    "--b",
    `Content-Type: application/y; name="${"n".repeat(500)}"`,
    "",
    "--b",
    `Content-Type: application/z; name="${"n".repeat(5000)}"`,
    "",
    "--b--",
  ));
  assert.deepEqual(attachments, ["a[31mb", "n".repeat(100), "application/z"]);
});

Deno.test("parseMail() walks nested parts and names what it leaves out", async () => {
  const mail = await parseMail(utf8(
    "From: a@b",
    "Content-Type: multipart/mixed; boundary=m",
    "",
    "--m",
    'Content-Type: multipart/related; boundary="r"',
    "",
    "--r",
    'Content-Type: multipart/alternative; boundary="a"',
    "",
    "--a",
    "Content-Type: text/html",
    "",
    "<p>html",
    "--a",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "plain",
    "--a--",
    "--r",
    "Content-Type: image/png; name=logo.png",
    "Content-ID: <1>",
    "",
    "PNG",
    "--r--",
    "--m",
    "Content-Type: application/pdf",
    "Content-Disposition: attachment; filename*=utf-8''H%C3%B6he.pdf",
    "",
    "PDF",
    "--m",
    'Content-Type: application/zip; name="=?utf-8?Q?H=C3=B6he?=.zip"',
    "",
    "ZIP",
    "--m",
    "Content-Type: text/plain",
    "Content-Disposition: attachment",
    "",
    "not the text",
    "--m",
    "Content-Type: message/rfc822; name=inner.eml",
    "",
    "Subject: inner",
    "",
    "forwarded",
    "--m--",
  ));
  assert.equal(mail.text, "plain");
  assert.deepEqual(mail.attachments, [
    "logo.png",
    "Höhe.pdf",
    "Höhe.zip",
    "text/plain",
    "inner.eml",
  ]);
});

Deno.test("parseMail() finds who sent a mail and how it is called", async () => {
  const rows: readonly (readonly [string, string])[] = [
    ["From: a@b", "a@b"],
    ["From: =?utf-8?Q?J=C3=B6rg?= <j@b>", "j@b"],
    ['From: "Berg, Anna" <a@b>, c@d', "a@b"],
    ["From: group: a@b;", ""],
    ["From: nobody", ""],
    ["From:", ""],
    ["To: a@b", ""],
  ];
  for (const [field, from] of rows) {
    assert.equal((await parseMail(utf8(field, "", "x"))).from, from, field);
  }
});

Deno.test("parseMail() cleans what a phone or a modem must not see", async () => {
  const mail = await parseMail(
    utf8("Subject: a\x1ab\tc", "", "a\x1a\x1bb\tc\u202ed"),
  );
  assert.deepEqual([mail.subject, mail.text], ["ab c", "ab cd"]);
});

Deno.test("parseMail() reads any bytes, and what it gives is clean", async () => {
  const unit = fc.constantFrom(
    "\r\n",
    "--b",
    "--b--",
    "=3D",
    "<p>",
    "&amp;",
    "a",
    " ",
    ":",
    "\xf6",
    "=?utf-8?Q?=41?=",
  )
    .map(String);
  const field = fc.constantFrom(
    "From: a@b",
    "Subject: x",
    "Content-Type: multipart/mixed; boundary=b",
    "Content-Type: multipart/alternative; boundary=b",
    "Content-Type: text/html",
    "Content-Type: text/plain; charset=utf-7; format=flowed",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Disposition: attachment; filename=x",
    "",
  );
  const message = fc.tuple(fc.array(field), fc.string({ unit, maxLength: 60 }))
    .map(([fields, rest]) => latin1(...fields, rest));
  await fc.assert(
    fc.asyncProperty(fc.oneof(message, fc.uint8Array()), async (raw) => {
      const mail = await parseMail(raw);
      for (
        const line of [
          mail.subject,
          mail.from,
          ...mail.attachments,
        ]
      ) assert.doesNotMatch(line, /[\r\n]/);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(mail.text, /[\0-\x09\x0b-\x1f\x7f-\x9f]|\n\s*$/);
    }),
    { numRuns: 300 },
  );
});

Deno.test("parseMail() takes all for text when the first line is no field", async () => {
  const lines = ["Text with no header", "Subject: x", "", "rest"];
  const mail = await parseMail(utf8(...lines));
  assert.equal(mail.subject, "");
  assert.equal(mail.text, "Text with no header\nSubject: x\n\nrest");
  const mbox = await parseMail(
    utf8("From a@b Mon Nov 23 12:05:33 2026", "Subject: x", "", "rest"),
  );
  assert.equal(mbox.subject, "x");
  assert.equal(mbox.text, "rest");
});
