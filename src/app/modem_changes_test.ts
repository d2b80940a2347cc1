import assert from "node:assert/strict";
import type { ModemConfig } from "../config/mod.ts";
import { Secret } from "../model/mod.ts";
import { modemChange } from "./modem_changes.ts";

const roof: ModemConfig = { name: "roof", port: "/dev/ttyUSB0", baud: 115_200 };
const cellar: ModemConfig = { name: "cellar", port: "COM3", baud: 9600 };

for (
  const [what, before, after, expected] of [
    ["nothing", [roof, cellar], [cellar, { ...roof }], [[], []]],
    ["one that comes", [roof], [roof, cellar], [[], ["cellar"]]],
    ["one that goes", [roof, cellar], [roof], [["cellar"], []]],
    [
      "one that is spoken to in another way",
      [roof, cellar],
      [{ ...roof, baud: 9600 }, cellar],
      [["roof"], ["roof"]],
    ],
    [
      "another PIN",
      [{ ...roof, pin: new Secret("0000") }],
      [{ ...roof, pin: new Secret("1234") }],
      [["roof"], ["roof"]],
    ],
    [
      "another name",
      [roof],
      [{ ...roof, name: "attic" }],
      [["roof"], ["attic"]],
    ],
  ] as const
) {
  Deno.test(`modems change by ${what}`, () => {
    const [leave, join] = expected;
    assert.deepEqual(modemChange(before, after), { leave, join });
  });
}
