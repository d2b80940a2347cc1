import assert from "node:assert/strict";
import fc from "fast-check";
import { unflow } from "./flowed.ts";

Deno.test("unflow() joins soft lines of one depth", () => {
  const rows: readonly (readonly [string, boolean, string])[] = [
    ["one \r\ntwo\r\nthree", false, "one two\nthree"],
    ["one \r\ntwo", true, "onetwo"],
    ["one  \r\ntwo", true, "one two"],
    ["> one \r\n> two\r\nmine", false, "> one two\nmine"],
    ["> one \r\n>> two", false, "> one \n>> two"],
    [" >not quoted", false, ">not quoted"],
    [" From here", false, "From here"],
    ["one\r\n\r\ntwo", false, "one\n\ntwo"],
    ["text \r\n-- \r\nAnna", false, "text -- \nAnna"],
    ["text\r\n-- \r\nAnna", false, "text\n-- \nAnna"],
    ["last ", false, "last "],
    ["", false, ""],
  ];
  for (const [text, delSp, expected] of rows) {
    assert.equal(unflow(text, delSp), expected, JSON.stringify(text));
  }
});

Deno.test("unflow() changes nothing in fixed lines", () => {
  const line = fc.stringMatching(/^(?:[a-z]{1,8}(?: [a-z]{1,8}){0,3})?$/);
  fc.assert(fc.property(fc.array(line), fc.boolean(), (lines, delSp) => {
    assert.equal(unflow(lines.join("\r\n"), delSp), lines.join("\n"));
  }));
});
