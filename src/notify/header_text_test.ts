import assert from "node:assert/strict";
import fc from "fast-check";
import PostalMime from "postal-mime";
import {
  dateField,
  idsField,
  isWritableId,
  mailboxField,
  textField,
} from "./header_text.ts";

const read = (field: string) => PostalMime.parse(`${field}\r\n\r\n`);

/** What any field must be: ASCII, no line above the limit, each line after the first begun by a space and not blank. */
function assertField(field: string): void {
  for (const [at, line] of field.split("\r\n").entries()) {
    assert.match(
      line,
      at === 0 ? /^[!-9;-~]+: [\x20-\x7e]*$/ : /^ [\x21-\x7e]/,
    );
    assert.ok(line.length <= 76 || !line.trim().includes(" "), line);
  }
}

for (
  const [subject, field] of [
    ["Pump 3 stopped", "Subject: Pump 3 stopped"],
    ["a\r\nBcc: x@y.z\0", "Subject: a Bcc: x@y.z"],
    ["Größe 日本", "Subject: =?UTF-8?B?R3LDtsOfZSDml6XmnKw=?="],
    ["=?utf-8?Q?hi?=", "Subject: =?UTF-8?B?PT91dGYtOD9RP2hpPz0=?="],
  ] as const
) {
  Deno.test(`a subject of ${JSON.stringify(subject)} is written ${field}`, () => {
    assert.equal(textField("Subject", subject), field);
  });
}

Deno.test("whatever a subject is, its field is well formed and says it again", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(
      fc.constantFrom("alarm", "Störung", "=?x?=", "🏭", " ", "x".repeat(90)),
    )
      .map((words) => words.join(" ")),
  );
  await fc.assert(fc.asyncProperty(text, async (subject) => {
    const field = textField("Subject", subject);
    assertField(field);
    const visible = (it: string) =>
      it.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, "");
    assert.equal(visible((await read(field)).subject ?? ""), visible(subject));
  }));
});

Deno.test("whatever a display name is, the address behind it is the one that was given", async () => {
  const address = "+46701234567@sms.plant.example";
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "binary", maxLength: 200 }),
      async (display) => {
        const field = mailboxField("From", { display, address });
        assertField(field);
        assert.equal((await read(field)).from?.address, address);
      },
    ),
  );
});

Deno.test("names of ASCII stand in quotes, others in encoded words", () => {
  const named = (display: string) =>
    mailboxField("From", { display, address: "a@b.c" });
  assert.equal(named('O"Neil \\'), 'From: "O\\"Neil \\\\" <a@b.c>');
  assert.equal(named("Åsa"), "From: =?UTF-8?B?w4VzYQ==?= <a@b.c>");
});

Deno.test("Message-IDs are written one a line; what would break out of them is not written", () => {
  assert.equal(
    idsField("References", ["a@b", "c@d"]),
    "References: <a@b>\r\n <c@d>",
  );
  for (
    const id of ["", "a b", "a>b", "<a", "ö@b", "a\r\nBcc:x", "x".repeat(901)]
  ) {
    assert.equal(isWritableId(id), false, id);
  }
  assert.ok(isWritableId("CAF+x=1$@mail.example"));
});

Deno.test("a date is that of RFC 5322", () => {
  assert.equal(
    dateField(Date.UTC(2026, 10, 3, 8, 5, 9)),
    "Date: Tue, 03 Nov 2026 08:05:09 +0000",
  );
});
