import assert from "node:assert/strict";
import {
  deliveryId,
  integer,
  messageId,
  oneOf,
  optionalInteger,
  optionalText,
  phoneNumber,
  state,
  text,
} from "./rows.ts";

const row = {
  number: 7,
  word: "queued",
  nothing: null,
  phone: "+919812345678",
  id: "1M845V5PX3ZG8FBN",
};

Deno.test("each reader reads its kind", () => {
  assert.equal(integer(row, "number"), 7);
  assert.equal(deliveryId(row, "number"), 7);
  assert.equal(text(row, "word"), "queued");
  assert.equal(state(row, "word"), "queued");
  assert.equal(oneOf(["queued", "other"], row, "word"), "queued");
  assert.equal(phoneNumber(row, "phone"), row.phone);
  assert.equal(messageId(row, "id"), row.id);
  assert.equal(optionalInteger(row, "nothing"), undefined);
  assert.equal(optionalText(row, "nothing"), undefined);
});

Deno.test("a column that holds something else is a broken database", () => {
  const mistakes = [
    () => integer(row, "word"),
    () => text(row, "number"),
    () => text(row, "nothing"),
    () => integer(row, "missing"),
    () => state(row, "phone"),
    () => phoneNumber(row, "word"),
    () => messageId(row, "word"),
  ];
  for (const mistake of mistakes) {
    assert.throws(mistake, { name: "StoreError", code: "broken" });
  }
  assert.throws(() => integer(row, "word"), {
    message:
      'The queue\'s database holds "queued" as "word": restore it from a backup',
  });
});
