import assert from "node:assert/strict";
import { plainQuirks, quirksOf } from "./quirks.ts";

function of(manufacturer: string, model = "") {
  return quirksOf({ manufacturer, model });
}

Deno.test("quirksOf() leaves an unknown modem plain", () => {
  assert.deepEqual(of("Acme", "M1"), plainQuirks);
  assert.deepEqual(of(""), plainQuirks);
});

Deno.test("quirksOf() goes by what modems call themselves", () => {
  const families: readonly (readonly [string, string, string])[] = [
    ["SIMCOM_Ltd", "SIMCOM_SIM800L", "simcom"],
    ["SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "simcom"],
    ["Quectel", "EC25", "quectel"],
    ["Cinterion", "MC55i", "cinterion"],
    ["SIEMENS", "TC35i", "cinterion"],
    ["Telit", "HE910", "telit"],
    ["u-blox", "SARA-U201", "u-blox"],
    ["WAVECOM MODEM", "MULTIBAND 900E 1800", "wavecom"],
    ["huawei", "E173", "other"],
  ];
  for (const [manufacturer, model, family] of families) {
    assert.equal(of(manufacturer, model).errors, family, manufacturer);
  }
});

Deno.test("quirksOf() adds a model's quirks to those of its maker", () => {
  const e173 = of("huawei", "E173");
  assert.deepEqual(e173.quieten, ["AT^CURC=0"]);
  assert.equal(e173.linkHold, true);
  assert.deepEqual(of("huawei", "E1752"), { ...e173, linkHold: false });
});
