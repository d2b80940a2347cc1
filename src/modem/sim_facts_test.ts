import assert from "node:assert/strict";
import { ownNumberIn, storageIn } from "./sim_facts.ts";

Deno.test("ownNumberIn() reads the forms that modems have for +CNUM", () => {
  const cases = [
    ['"Own","+491711234567",145', "+491711234567"],
    [',"491711234567",145', "+491711234567"],
    ['"","01711234567",129', "01711234567"],
    ['"Line 1, voice","+46701234567",145,7,4', "+46701234567"],
    ["Own,+491711234567,145", "+491711234567"],
    [',"",129', ""],
    ['"Own"', ""],
    ["", ""],
  ];
  for (const [answer = "", number] of cases) {
    assert.equal(ownNumberIn(answer), number, answer);
  }
});

Deno.test("storageIn() reads the forms that modems have for +CPMS?", () => {
  const sim = { memory: "SM", used: 3, total: 20 };
  assert.deepEqual(storageIn('"SM",3,20,"SM",3,20,"SM",3,20'), sim);
  assert.deepEqual(storageIn(' "SM" , 3 , 20'), sim);
  assert.deepEqual(storageIn("3,20,3,20"), { ...sim, memory: "" });
  assert.equal(storageIn(""), undefined);
  assert.equal(storageIn('"SM"'), undefined);
});
