import assert from "node:assert/strict";
import { StoreError } from "./store.ts";
import { nameTrouble } from "./trouble.ts";

Deno.test("SQLite's result codes, also extended ones, become store errors", () => {
  const cases = [
    [13, "full"],
    [5, "busy"],
    [6, "busy"],
    [261, "busy"],
    [8, "read-only"],
    [1032, "read-only"],
    [10, "broken"],
    [1034, "broken"],
    [11, "broken"],
    [26, "broken"],
    [14, "broken"],
  ] as const;
  for (const [errcode, code] of cases) {
    const error = Object.assign(new Error("what SQLite says"), { errcode });
    const trouble = nameTrouble(error);
    assert.ok(trouble instanceof StoreError);
    assert.equal(trouble.code, code, `${errcode}`);
    assert.match(
      trouble.message,
      /^The queue's database cannot be used \(what SQLite says\): [a-z].*[^.]$/,
    );
  }
});

Deno.test("an error without a code is known by its text", () => {
  const trouble = nameTrouble(new Error("file is not a database"));
  assert.ok(trouble instanceof StoreError);
  assert.equal(trouble.code, "broken");
});

Deno.test("a bug stays what it is", () => {
  const unique = Object.assign(new Error("UNIQUE constraint failed"), {
    errcode: 1555,
  });
  const named = new StoreError("closed", "The queue is closed");
  for (const error of [unique, new TypeError("x"), named, "a string"]) {
    assert.equal(nameTrouble(error), error);
  }
});
