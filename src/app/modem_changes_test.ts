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
      [["roof"], ["roof behind roof"]],
    ],
    [
      "another PIN",
      [{ ...roof, pin: new Secret("0000") }],
      [{ ...roof, pin: new Secret("1234") }],
      [["roof"], ["roof behind roof"]],
    ],
    [
      "places, where names are given by them",
      [{ ...roof, name: "modem1" }, { ...cellar, name: "modem2" }],
      [{ ...cellar, name: "modem1" }],
      [["modem1", "modem2"], ["modem1 behind modem1,modem2"]],
    ],
    [
      "another name",
      [roof],
      [{ ...roof, name: "attic" }],
      [["roof"], ["attic behind roof"]],
    ],
  ] as const
) {
  Deno.test(`modems change by ${what}`, () => {
    const { leave, join } = modemChange(before, after);
    const joined = join.map(({ name, behind }) =>
      behind.length === 0 ? name : `${name} behind ${behind.join()}`
    );
    assert.deepEqual([leave, joined], expected);
  });
}
