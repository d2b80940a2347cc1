import assert from "node:assert/strict";
import { parseNumberPrefix } from "./number_prefix.ts";

Deno.test("parseNumberPrefix() reads what numbers begin with", () => {
  const cases = [
    ["+4", "+4"],
    ["+49 900", "+49900"],
    ["0049-900", "+49900"],
    ["724", "724"],
    ["+491701234567890", "+491701234567890"],
    ...["", "+", "0", "0900", "+0900", "000", "*", "+49*", "123456789"]
      .map((text) => [text, undefined] as const),
    ["+4917012345678901", undefined],
  ] as const;
  for (const [text, prefix] of cases) {
    assert.equal(parseNumberPrefix(text), prefix, text);
  }
});
