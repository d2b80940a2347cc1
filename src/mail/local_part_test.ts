import assert from "node:assert/strict";
import { bareNumber, domainOf, listed, localPart } from "./local_part.ts";

Deno.test("localPart() drops domain, quotes and escapes", () => {
  const rows = [
    ["a@b", "a"],
    ["a", "a"],
    ["a@b@c", "a@b"],
    ['"a@b"@c', "a@b"],
    ['"a\\"b\\\\"@c', 'a"b\\'],
    ['"a b"', "a b"],
    ["a\\@b@c", "a@b"],
    ["@x", ""],
    ['"open', '"open'],
  ] as const;
  for (const [path, expected] of rows) {
    assert.equal(localPart(path), expected, path);
  }
});

Deno.test("listed() splits at commas and semicolons, and always lists something", () => {
  assert.deepEqual(listed("1, 2;3"), ["1", "2", "3"]);
  assert.deepEqual(listed(";1;;"), ["1"]);
  assert.deepEqual(listed(" ; "), [""]);
});

Deno.test("bareNumber() keeps what is no number recognisable", () => {
  assert.equal(bareNumber("0049 (170) 1-2"), "+4917012");
  assert.equal(bareNumber("p46 70"), "+4670");
  assert.equal(bareNumber("page4"), "page4");
  assert.equal(bareNumber("tel:anna"), "anna");
});

Deno.test("domainOf() is what stands behind the local part", () => {
  const rows = [
    ["a@B.c", "b.c"],
    ["a@b.c.", "b.c"],
    ["a", ""],
    ["a@", ""],
    ["a@b@c", "c"],
    ['"a@b"@c', "c"],
    ['"a@b"', ""],
    ['"a"@"odd@domain"', '"odd@domain"'],
    [" a@b ", "b"],
    ["a@[127.0.0.1]", "[127.0.0.1]"],
  ] as const;
  for (const [path, expected] of rows) {
    assert.equal(domainOf(path), expected, path);
  }
});
