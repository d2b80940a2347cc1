import assert from "node:assert/strict";
import fc from "fast-check";
import { HeaderReader, readStructured } from "./header.ts";

function read(...lines: readonly string[]): HeaderReader {
  const reader = new HeaderReader();
  for (const line of lines) reader.add(new TextEncoder().encode(line));
  return reader;
}

Deno.test("HeaderReader keeps the first of each field that matters, unfolded", () => {
  const { header } = read(
    "X-Other: 1",
    "SUBJECT : one",
    "  two",
    "\tthree",
    "From:a@b",
    "Subject: second",
    " continues the second",
    "To: c@d",
    " not the subject either",
  );
  assert.deepEqual([...header], [["subject", "one  two\tthree"], [
    "from",
    "a@b",
  ]]);
});

Deno.test("HeaderReader reads raw bytes as UTF-8, else as windows-1252", () => {
  const reader = new HeaderReader();
  reader.add(
    Uint8Array.from([
      ...new TextEncoder().encode("Subject: H"),
      0xf6,
      0x68,
      0x65,
    ]),
  );
  assert.equal(reader.header.get("subject"), "Höhe");
  assert.equal(read("Subject: Höhe").header.get("subject"), "Höhe");
});

Deno.test("HeaderReader knows a mail by its fields", () => {
  const mails = [
    "From: x",
    "to:",
    "CC: x",
    "Subject: x",
    "Date: x",
    "Message-ID: x",
    "MIME-Version: 1.0",
  ]
    .concat([
      "Content-Type: x",
      "Content-Foo: x",
      "Received: x",
      "Return-Path: <>",
      "Reply-To: x",
      "Sender: x",
      "X-Foo: x",
    ]);
  for (const line of mails) {
    assert.equal(read("ALARM: 3", line).holdsMailField, true, line);
  }
  const others = [
    "ALARM: pump 3 stopped",
    "12:05 Boiler off",
    "From",
    "To whom: x",
    " From: x",
    "Content-: x",
    "X-: x",
  ]
    .concat(["Priority: high", "Fromage: x", ": x"]);
  for (const line of others) {
    assert.equal(read(line).holdsMailField, false, line);
  }
});

Deno.test("HeaderReader stops keeping where no real header goes on", () => {
  const { header } = read("Subject: a", ...new Array(10_000).fill(" more"));
  assert.ok((header.get("subject")?.length ?? 0) < 9000);
  assert.equal(
    read(...new Array(10_000).fill("X-Filler: 1234567"), "Subject: late").header
      .has("subject"),
    false,
  );
});

Deno.test("HeaderReader counts Received fields, and those beyond its bounds too", () => {
  const rows: readonly (readonly [readonly string[], number])[] = [
    [["Received: from a by b", "\tby c", "RECEIVED:x", "received \t: y"], 3],
    [["Received-SPF: pass", "X-Received: by 10.0.0.1", "Receive: x"], 0],
    [["Subject: a", " Received: folded", "Received", "received"], 0],
    [
      ["From: a", ...new Array(3000).fill(`Received: ${"x".repeat(200)}`)],
      3000,
    ],
    [["From: a", `Received: ${"x".repeat(10_000)}`], 1],
    [[], 0],
  ];
  for (const [lines, expected] of rows) {
    assert.equal(read(...lines).receivedCount, expected, lines[1]);
  }
});

Deno.test("readStructured() reads what mailers write", () => {
  const rows: readonly (readonly [string, string, Record<string, string>])[] = [
    ["text/plain", "text/plain", {}],
    ["TEXT/Plain; Charset=UTF-8", "text/plain", { charset: "UTF-8" }],
    ['multipart/mixed; boundary="a;b\\"c"', "multipart/mixed", {
      boundary: 'a;b"c',
    }],
    ["text/plain (plain) ; charset=us-ascii (Plain text)", "text/plain", {
      charset: "us-ascii",
    }],
    ["text/plain; a=1; a=2", "text/plain", { a: "1" }],
    ['multipart/mixed; boundary*0="ab"; boundary*1=cd', "multipart/mixed", {
      boundary: "abcd",
    }],
    ['text/plain; charset="utf-8', "text/plain", { charset: "utf-8" }],
    ["text", "text", {}],
    ["; charset=x", "", { charset: "x" }],
    ["", "", {}],
  ];
  for (const [field, value, parameters] of rows) {
    const read = readStructured(field);
    assert.deepEqual([read.value, Object.fromEntries(read.parameters)], [
      value,
      parameters,
    ], field);
  }
  assert.equal(readStructured(undefined).value, "");
});

Deno.test("readStructured() reads any text, and any quoted value as itself", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'ab;="\\( )*0') }),
      (text) => {
        assert.equal(typeof readStructured(text).value, "string");
      },
    ),
  );
  fc.assert(fc.property(fc.string(), (text) => {
    const quoted = text.replaceAll(/["\\]/g, "\\$&");
    assert.equal(
      readStructured(`a/b; name="${quoted}"`).parameters.get("name"),
      text,
    );
  }));
});
