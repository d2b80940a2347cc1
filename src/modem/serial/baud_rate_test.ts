import assert from "node:assert/strict";
import { isBaudRate } from "./baud_rate.ts";

Deno.test("isBaudRate() takes whole numbers that a UART can do", () => {
  for (const rate of [50, 9600, 31_250, 115_200, 4_000_000]) {
    assert.ok(isBaudRate(rate));
  }
  for (const rate of [49, 4_000_001, 9600.5, NaN, Infinity, -9600]) {
    assert.ok(!isBaudRate(rate));
  }
});
