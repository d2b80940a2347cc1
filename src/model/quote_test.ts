import assert from "node:assert/strict";
import fc from "fast-check";
import { quote } from "./quote.ts";

Deno.test("quote() escapes what could not stand in a reply", () => {
  assert.equal(quote("a b"), '"a b"');
  assert.equal(quote('a"b\\'), '"a\\"b\\\\"');
  assert.equal(quote("a\r\n\0"), '"a\\u{d}\\u{a}\\u{0}"');
  assert.equal(quote("é😀"), '"\\u{e9}\\u{1f600}"');
});

Deno.test("quote() is short, printable ASCII for any text, and injective as long as nothing was cut", () => {
  const text = fc.string({ unit: "binary", maxLength: 100 });
  fc.assert(fc.property(text, text, (one, other) => {
    assert.match(quote(one), /^"[ -~]{0,63}"$/);
    if (one !== other && !quote(one).endsWith('..."')) {
      assert.notEqual(quote(one), quote(other));
    }
  }));
});
