import assert from "node:assert/strict";
import { getCountries } from "libphonenumber-js";
import { countries } from "./country_table.ts";

Deno.test("the table is what the parser of numbers knows", () => {
  const known: readonly string[] = getCountries();
  assert.deepEqual([...countries].sort(), [...known].sort());
});
