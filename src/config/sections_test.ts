import assert from "node:assert/strict";
import { allSections, headOf, keyName, keysIn } from "./sections.ts";

Deno.test("keyName() writes a path as the file has it", () => {
  const cases = [
    ["[smtp]", "smtp"],
    ["[smtp] max_size", "smtp", "max_size"],
    ["[smtp] allow, entry 2,", "smtp", "allow", 1],
    ["[[modem]] #1", "modem", 0],
    ["[[modem]] #2 port", "modem", 1, "port"],
    ["[[smtp.listener]] #1", "smtp", "listener", 0],
    ["[[smtp.listener]] #3 tls", "smtp", "listener", 2, "tls"],
    ["[[smtp.listener]] #1 allow, entry 2,", "smtp", "listener", 0, "allow", 1],
    ["[contacts] anna", "contacts", "anna"],
    ['[contacts] "lars.berg", entry 1,', "contacts", "lars.berg", 0],
    ["[groups] smtp", "groups", "smtp"],
    ['[domains."flash.sms"]', "domains", "flash.sms"],
    ['[domains."flash.sms"] flash', "domains", "flash.sms", "flash"],
    ["[domains.sms] urgent", "domains", "sms", "urgent"],
    ["[unknown] key", "unknown", "key"],
    ["[toString]", "toString"],
  ] as const;
  for (const [name, ...path] of cases) assert.equal(keyName(path), name);
});

Deno.test("headOf() and keysIn() know every section", () => {
  assert.deepEqual(allSections().map(headOf), [
    ...["[[modem]]", "[smtp]", "[[smtp.listener]]", "[policy]", "[storm]"],
    ...["[contacts]", "[groups]", "[[schedule]]", "[[quiet]]"],
    ...['[domains."flash.sms"]', "[queue]", "[message]", "[[sender]]"],
    ...["[[pool]]", "[[route]]", "[delivery]", "[[escalation]]", "[admin]"],
    ...["[mail]", "[replies]", "[web]", "[log]"],
  ]);
  const withoutKeys = allSections()
    .filter(({ section }) => keysIn(section).length === 0).map(headOf);
  assert.deepEqual(withoutKeys, ["[contacts]", "[groups]"]);
});
