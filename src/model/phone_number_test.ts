import assert from "node:assert/strict";
import { parsePhoneNumber } from "./phone_number.ts";

Deno.test("parsePhoneNumber() takes canonical forms and nothing else", () => {
  for (const good of ["+919812345678", "+1234567", "72404", "112"]) {
    assert.equal(parsePhoneNumber(good), good);
  }
  const bad = [
    "",
    "+",
    "+0123456789",
    "+123456",
    "+1234567890123456",
    "12",
    "123456789",
    "+49 170",
    "٣٤٥",
    "112\n",
  ];
  for (const text of bad) assert.equal(parsePhoneNumber(text), undefined, text);
});
