import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAmount } from "./amount.ts";

Deno.test("parseAmount() reads amounts as people write them", () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ["12.50", 12.5],
    ["12,50", 12.5],
    ["1.234,56", 1234.56],
    ["1,234.56", 1234.56],
    ["1 234,50", 1234.5],
    ["1'234.50", 1234.5],
    ["1.234.567", 1_234_567],
    ["1.234.567,8", 1_234_567.8],
    ["-3,20 EUR", -3.2],
    ["EUR 7.", 7],
    ["0", 0],
    ["1.250", 1.25],
    ["none", undefined],
    ["", undefined],
  ];
  for (const [text, amount] of table) {
    assert.equal(parseAmount(text), amount, text);
  }
});

Deno.test("parseAmount() reads back whatever amount was written either way", () => {
  fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), (cents) => {
    const amount = cents / 100;
    assert.equal(parseAmount(amount.toFixed(2)), amount);
    assert.equal(parseAmount(amount.toFixed(2).replace(".", ",")), amount);
    const german = amount.toLocaleString("de-DE", { minimumFractionDigits: 2 });
    assert.equal(parseAmount(german), amount);
  }));
});
