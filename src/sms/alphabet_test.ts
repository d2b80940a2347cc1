import assert from "node:assert/strict";
import { alphabetOf } from "./alphabet.ts";

Deno.test("alphabetOf() is GSM 7-bit wherever it can", () => {
  assert.equal(alphabetOf(""), "gsm7");
  assert.equal(alphabetOf("ÄÖÜ äöü ß €[]\n"), "gsm7");
  assert.equal(alphabetOf("Ärger…"), "ucs2");
  assert.equal(alphabetOf("Привет"), "ucs2");
});

Deno.test("alphabetOf() judges the text as it is: NFC is its caller's duty", () => {
  assert.equal(alphabetOf("e\u0301"), "ucs2");
  assert.equal(alphabetOf("e\u0301".normalize("NFC")), "gsm7");
});
