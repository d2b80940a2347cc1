import assert from "node:assert/strict";
import {
  adviceOn,
  advise,
  combine,
  matchingRows,
  plainQuirks,
  type QuirkRow,
} from "./quirks.ts";
import { quirksOf } from "./quirks_of.ts";
import { quirkRows } from "./quirks_table.ts";

function of(manufacturer: string, model = "") {
  return quirksOf({ manufacturer, model });
}

function row(name: string, rest: Partial<QuirkRow>): QuirkRow {
  return {
    name,
    match: { names: /acme/i },
    does: "something",
    switches: {},
    source: "acme/acme#1",
    transcript: "plain",
    ...rest,
  };
}

Deno.test("quirksOf() leaves an unknown modem plain", () => {
  assert.deepEqual(of("Acme", "M1"), plainQuirks);
  assert.deepEqual(of(""), plainQuirks);
  assert.deepEqual(quirksOf({}), plainQuirks);
  assert.deepEqual(quirksOf({ usbId: "ffff:0001" }), plainQuirks);
});

Deno.test("quirksOf() goes by what modems call themselves", () => {
  const families: readonly (readonly [string, string, string])[] = [
    ["SIMCOM_Ltd", "SIMCOM_SIM800L", "simcom"],
    ["SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "simcom"],
    ["INCORPORATED", "A7670E-LASE", "simcom"],
    ["Quectel", "EC25", "quectel"],
    ["Cinterion", "MC55i", "cinterion"],
    ["SIEMENS", "TC35i", "cinterion"],
    ["Telit", "HE910", "telit"],
    ["u-blox", "SARA-U201", "u-blox"],
    ["WAVECOM MODEM", "MULTIBAND 900E 1800", "wavecom"],
    ["Sierra Wireless, Incorporated", "MC7304", "sierra"],
    ["huawei", "E173", "other"],
  ];
  for (const [manufacturer, model, family] of families) {
    assert.equal(of(manufacturer, model).errors, family, manufacturer);
  }
});

Deno.test("quirksOf() goes by the USB id where the modem says nothing", () => {
  assert.deepEqual(quirksOf({ usbId: "12D1:1446" }), of("huawei", "E1550"));
  assert.deepEqual(quirksOf({ usbId: "2c7c:0125" }), of("Quectel", "EC25"));
});

Deno.test("quirksOf() adds a model's quirks to those of its maker", () => {
  const e173 = of("huawei", "E173");
  assert.deepEqual(e173.init, ["AT^CURC=0", "AT^PORTSEL=1"]);
  assert.equal(e173.linkHold, true);
  assert.deepEqual(of("huawei", "E1752"), { ...e173, linkHold: false });
  assert.equal(of("Quectel", "EC25").pinSettleMs, 3_000);
  assert.equal(of("Quectel", "RM520N-GL").pinSettleMs, 10_000);
});

Deno.test("matchingRows() takes no model for another one", () => {
  const names = (manufacturer: string, model: string) =>
    matchingRows({ manufacturer, model }, quirkRows).map((it) => it.name);
  assert.ok(names("huawei", "E353").includes("huawei-e353"));
  assert.ok(!names("huawei", "E3531").includes("huawei-e353"));
  assert.ok(names("SIMCOM_Ltd", "SIMCOM_SIM800L").includes("sim800-power"));
  assert.ok(!names("SIMCOM_Ltd", "SIMCOM_SIM8008").includes("sim7600-lte"));
  assert.ok(!names("", "SIM7600").includes("sim7000-sms"));
  assert.ok(names("", "SIM7080G").includes("sim7000-sms"));
  assert.deepEqual(names("Optional Modems", "Z"), []);
});

Deno.test("combine() lets later rows overrule, adds init commands up, and the operator wins", () => {
  const rows = [
    row("a", { switches: { init: ["AT+A"], pinPauseMs: 1, pduChunk: 5 } }),
    row("b", { switches: { init: ["AT+B"], pinPauseMs: 2 } }),
  ];
  const all = combine(rows);
  assert.deepEqual(all.init, ["AT+A", "AT+B"]);
  assert.equal(all.pinPauseMs, 2);
  assert.equal(all.pduChunk, 5);
  assert.deepEqual(combine(rows, { init: [], pduChunk: 0 }), {
    ...all,
    init: [],
    pduChunk: 0,
  });
});

Deno.test("advise() adds what a row has to say about a sentence", () => {
  const rows = [
    row("silent", {}),
    row("wise", { advice: { on: /No SIM/, text: "replug it" } }),
  ];
  assert.equal(
    advise("No SIM: insert one", rows),
    "No SIM: insert one; replug it",
  );
  assert.equal(advise("Silence", rows), "Silence");
  assert.equal(adviceOn("Silence", rows), undefined);
});
