import assert from "node:assert/strict";
import { problemText } from "./problem.ts";

Deno.test("a refusal is told in the words of the machine", () => {
  const rows = [
    ['{"title":"Refused","detail":"No such number"}', "No such number"],
    ['{"title":"Refused","detail":""}', "Refused"],
    ['{"title":7}', "The machine answered 422"],
    ["<html>", "The machine answered 422"],
    ["null", "The machine answered 422"],
    ["", "The machine answered 422"],
  ] as const;
  for (const [body, text] of rows) assert.equal(problemText(422, body), text);
});
