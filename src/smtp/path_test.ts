import fc from "fast-check";
import assert from "node:assert/strict";
import { flawOfPath, isAscii, parsePath } from "./path.ts";

Deno.test("parsePath reads what clients write", () => {
  const vectors: [written: string, path: string, parameters?: string[]][] = [
    ["<a@b.c>", "a@b.c"],
    ["<>", ""],
    ["< >", ""],
    ["<+919812345678>", "+919812345678"],
    ["+919812345678", "+919812345678"],
    ["+919812345678@x.y", "+919812345678@x.y"],
    ["+91 98123 45678", "+91 98123 45678"],
    ["+91 (98123) 456-78 SIZE=9", "+91 (98123) 456-78", ["SIZE=9"]],
    ["<+91 98123 45678>", "+91 98123 45678"],
    ["< a@b.c >", "a@b.c"],
    ["<<+919812345678>>", "+919812345678"],
    ['<"+91 98, +46 70"@x>', '"+91 98, +46 70"@x'],
    ['"a b"@x', '"a b"@x'],
    ['<"a>b\\"<c"@x>', '"a>b\\"<c"@x'],
    ["<@a,@b:u@c>", "u@c"],
    ["@a.b:u@c", "u@c"],
    ["<tel:+4670123>", "tel:+4670123"],
    ["<local.@dom>", "local.@dom"],
    ["<Postmaster>", "Postmaster"],
    ["Anna <a@b.c>", "a@b.c"],
    ['"Anna <x>" <a@b.c>', "a@b.c"],
    ["<a@b.c> SIZE=100 BODY=8BITMIME", "a@b.c", ["SIZE=100", "BODY=8BITMIME"]],
    ["<a@b.c>\tSIZE=100", "a@b.c", ["SIZE=100"]],
    ["a@b.c SIZE=100", "a@b.c", ["SIZE=100"]],
  ];
  for (const [written, path, parameters = []] of vectors) {
    assert.deepEqual(parsePath(written), { path, parameters }, written);
  }
});

Deno.test("parsePath makes nothing of what is no path", () => {
  const refused = [
    "",
    "<",
    ">",
    "<a@b",
    "a@b>",
    "<a>b",
    '<"a@b>',
    "<a@b>SIZE=1",
  ];
  for (const written of refused) {
    assert.equal(parsePath(written), undefined, written);
  }
});

Deno.test("parsePath takes any quoted local part whole", () => {
  const quoted = fc.string().map((text) => JSON.stringify(text));
  fc.assert(fc.property(quoted, (local) => {
    assert.equal(parsePath(`<${local}@x> SIZE=1`)?.path, `${local}@x`);
  }));
});

Deno.test("parsePath ends in time for the worst of lines", () => {
  for (const piece of ['"', "<", '"<', "a ", '"a" ', "1 ", '\\"', "<>"]) {
    const line = piece.repeat(4_000);
    const path = parsePath(line)?.path ?? "";
    assert.ok(path.length <= line.length);
  }
});

Deno.test("flawOfPath finds what cannot be seen and what is too long", () => {
  assert.equal(flawOfPath("a".repeat(254)), undefined);
  assert.match(flawOfPath("a".repeat(255)) ?? "", /longer than 254 bytes/);
  assert.match(flawOfPath("é".repeat(128)) ?? "", /longer than 254 bytes/);
  assert.equal(flawOfPath("é".repeat(127)), undefined);
  for (
    const invisible of [
      "\0",
      "\r",
      "\x7f",
      "\x85",
      "\u200b",
      "\u2060",
      "\ufeff",
      "\ufffd",
    ]
  ) {
    assert.match(flawOfPath(`a${invisible}b`) ?? "", /cannot be seen/);
  }
});

Deno.test("isAscii tells what needs SMTPUTF8", () => {
  assert.equal(isAscii("a~@b"), true);
  assert.equal(isAscii("å@b"), false);
});
