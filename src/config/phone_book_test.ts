import assert from "node:assert/strict";
import {
  isContactName,
  parseMember,
  parseWrittenNumber,
} from "./phone_book.ts";

Deno.test("parseWrittenNumber() drops separators and checks what has a plus sign", () => {
  const cases = [
    ["+46701234567", "+46701234567"],
    ["+46 (70) 123-45.67", "+46701234567"],
    ["+46\u00a070\u202f123\u20114567", "+46701234567"],
    ["0170/1234567", "01701234567"],
    ["0046 70 1234567", "0046701234567"],
    ["72404", "72404"],
    ...["", "+", "+46", "+0701234567", "12", "++46701234567", "46+701234567"]
      .map((text) => [text, undefined] as const),
    ...["anna", "0170x", "tel:+46701234567", "+46701234567890123", "٣٣٣٣"]
      .map((text) => [text, undefined] as const),
  ] as const;
  for (const [text, number] of cases) {
    assert.equal(parseWrittenNumber(text), number, text);
  }
});

Deno.test("isContactName() takes no number, and nothing that a local part has other uses for", () => {
  for (
    const name of [
      "a",
      "Anna",
      "lars.berg",
      "hall_3-north",
      "jürgen",
      "安",
      "24x7",
    ]
  ) {
    assert.ok(isContactName(name), name);
  }
  for (
    const name of [
      ...[
        "",
        "24",
        "anna+flash",
        "a b",
        "a,b",
        "a;b",
        "a@b",
        ".a",

        "a/b",
      ],
      ...["postmaster", "PostMaster", "a".repeat(65), "a\n"],
    ]
  ) {
    assert.equal(isContactName(name), false, name);
  }
});

Deno.test("parseMember() tells numbers from names", () => {
  assert.deepEqual(parseMember("0701-23"), {
    kind: "number",
    number: "070123",
  });
  assert.deepEqual(parseMember("OnCall"), { kind: "name", name: "oncall" });
  for (const text of ["", "+", "24", "a b"]) {
    assert.equal(parseMember(text), undefined, text);
  }
});
