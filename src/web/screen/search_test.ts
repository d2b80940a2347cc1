import assert from "node:assert/strict";
import fc from "fast-check";
import { listQuery, searchInWords, searchOf } from "./search.ts";

Deno.test("what is typed is searched where it is likely to be", () => {
  const rows = [
    ["", "nothing", ""],
    ["   ", "nothing", ""],
    ["+49 171 / 555-0123", "recipient", "491715550123"],
    ["0049 171 5550123", "recipient", "491715550123"],
    ["0123", "recipient", "0123"],
    ["404", "text", "404"],
    ["plc@plant.example", "sender", "plc@plant.example"],
    ["@plant.example", "sender", "@plant.example"],
    ["call me @ home", "text", "call me @ home"],
    ["Pump 3", "text", "Pump 3"],
    ["to: +44 7700 900123", "recipient", "447700900123"],
    ["FROM:anna", "sender", "anna"],
    ["text:123456", "text", "123456"],
    ["text:", "nothing", ""],
    ["total: 3", "text", "total: 3"],
  ] as const;
  for (const [typed, by, value] of rows) {
    const search = by === "nothing" ? { by } : { by, value };
    assert.deepEqual(searchOf(typed), search, typed);
  }
});

Deno.test("whatever is typed, the API is asked for something that it takes", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 900, size: "max" }),
      (search) => {
        const query = new URLSearchParams(listQuery({ search }, { limit: 9 }));
        const recipient = query.get("recipient");
        assert.ok(recipient === null || /^\d{0,20}$/.test(recipient));
        assert.ok((query.get("sender") ?? "").length <= 320);
        assert.ok((query.get("text") ?? "").length <= 200);
        assert.equal(query.get("limit"), "9");
      },
    ),
  );
});

Deno.test("a filter becomes a query with its state, its search and its page", () => {
  const filter = { search: "a&b=c", state: "failed" } as const;
  assert.equal(
    listQuery(filter, { limit: 50, before: 7 }),
    "limit=50&state=failed&text=a%26b%3Dc&before=7",
  );
  assert.equal(listQuery({ search: "" }, { limit: 1 }), "limit=1");
});

Deno.test("what is searched for is said", () => {
  assert.equal(searchInWords(searchOf("")), "");
  assert.match(searchInWords(searchOf("0171 555")), /ends in 0171555$/);
  assert.match(searchInWords(searchOf("a@b")), /^Mails from a@b$/);
  assert.match(searchInWords(searchOf("Pump")), /“Pump”/);
});
