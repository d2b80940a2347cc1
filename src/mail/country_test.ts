import assert from "node:assert/strict";
import { parsePhoneNumber } from "../model/mod.ts";
import { countryOf } from "./country.ts";

const rows = [
  ["+436641234567", "AT"],
  ["+491701234567", "DE"],
  ["+12125550123", "US"],
  ["+16475550123", "CA"],
  ["+447400123456", "GB"],
  ["+77012345678", "KZ"],
  ["+79161234567", "RU"],
  ["+88151234567", undefined],
  ["72404", undefined],
] as const;

Deno.test("countryOf() knows countries, also those that share a code", () => {
  for (const [text, country] of rows) {
    const number = parsePhoneNumber(text);
    assert.ok(number, text);
    assert.equal(countryOf(number), country, text);
  }
});
