import assert from "node:assert/strict";
import { countryName, countryNamed, guessCountry } from "./place.ts";

Deno.test("the country is guessed by the time zone, else by the language", () => {
  const rows = [
    ["Europe/Stockholm", "en-US", "SE"],
    ["Europe/Stockholm", "sv-SE", "SE"],
    ["Asia/Calcutta", "en-US-u-va-posix", "IN"],
    ["America/New_York", "en-US", "US"],
    ["UTC", "de-AT", "AT"],
    ["UTC", "de", ""],
    ["UTC", "en-US", ""],
    ["UTC", "en-US-u-va-posix", ""],
    ["UTC", "no language at all", ""],
    ["", "", ""],
  ] as const;
  for (const [zone, language, country] of rows) {
    assert.equal(guessCountry({ zone, language }), country, zone + language);
  }
});

Deno.test("a country is known by its code and by its name", () => {
  assert.equal(countryNamed(" se "), "SE");
  assert.equal(countryNamed("Sweden"), "SE");
  assert.equal(countryNamed("austria"), "AT");
  assert.equal(countryNamed("XX"), undefined);
  assert.equal(countryNamed("Narnia"), undefined);
  assert.equal(countryName("IN"), "India");
});
