import fc from "fast-check";
import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import { decodeResponse, plainCredentials } from "./credentials.ts";

function decoded(text: string): string | undefined {
  return decodeResponse(new Secret(text));
}

function plain(text: string) {
  const read = plainCredentials(new Secret(text));
  return read && [read.actAs, read.user, read.password.reveal()];
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

Deno.test("decodeResponse reads base64 of UTF-8, and '=' as nothing", () => {
  assert.equal(decoded("YW5uYQ=="), "anna");
  assert.equal(decoded("  YW5uYQ==\t"), "anna");
  assert.equal(decoded("w6U="), "å");
  assert.equal(decoded("="), "");
  assert.equal(decoded(""), "");
});

Deno.test("decodeResponse refuses what is neither", () => {
  const wrong = [
    "YW5uYQ",
    "YW5uYQ=",
    "YW=uYQ==",
    "a",
    "a b=",
    "!!!!",
    "5Q==",
  ];
  for (const text of wrong) assert.equal(decoded(text), undefined, text);
});

Deno.test("plainCredentials reads what RFC 4616 says, and nothing else", () => {
  assert.deepEqual(plain(btoa("\0anna\0s3cret")), ["", "anna", "s3cret"]);
  assert.deepEqual(plain(btoa("bob\0anna\0")), ["bob", "anna", ""]);
  for (const text of ["", "anna", "anna\0s3cret", "\0\0s3cret", "\0a\0b\0c"]) {
    assert.equal(plain(btoa(text)), undefined, JSON.stringify(text));
  }
  assert.equal(plain("AGEAYg"), undefined);
});

Deno.test("plainCredentials gives back any user and password, and shows none", () => {
  const word = fc.string({ unit: "grapheme", minLength: 1 })
    .filter((text) => !text.includes("\0"));
  fc.assert(fc.property(word, word, (user, password) => {
    const sent = new Secret(base64(`\0${user}\0${password}`));
    const read = plainCredentials(sent);
    assert.equal(read?.user, user);
    assert.equal(read?.password.reveal(), password);
    assert.equal(`${read?.password}`, "***");
  }));
});
