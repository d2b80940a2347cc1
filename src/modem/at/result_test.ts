import assert from "node:assert/strict";
import {
  type AtError,
  type AtFinal,
  parseFinal,
  spellError,
} from "./result.ts";

function error(
  source: AtError["source"],
  code: number | undefined,
  text: string,
): AtFinal {
  return { kind: "error", error: { source, code, text } };
}

const finals: readonly (readonly [line: string, final: AtFinal])[] = [
  ["OK", { kind: "ok" }],
  ["ERROR", error("plain", undefined, "ERROR")],
  ["COMMAND NOT SUPPORT", error("plain", undefined, "COMMAND NOT SUPPORT")],
  ["TOO MANY PARAMETERS", error("plain", undefined, "TOO MANY PARAMETERS")],
  ["MODEM ERROR: 5", error("plain", undefined, "MODEM ERROR: 5")],
  ["+CMS ERROR: 38", error("cms", 38, "38")],
  ["+CMS ERROR:38", error("cms", 38, "38")],
  ["+CME ERROR: -1", error("cme", -1, "-1")],
  ["+CME ERROR: SIM busy", error("cme", undefined, "SIM busy")],
  ["+CMS ERROR: ", error("cms", undefined, "")],
];

Deno.test("parseFinal() knows every final result code", () => {
  for (const [line, final] of finals) {
    assert.deepEqual(parseFinal(line), final, line);
  }
});

Deno.test("parseFinal() takes whole lines only, and no progress of calls", () => {
  const others = [
    "OK ",
    "OKAY",
    "NOT OK",
    "ERROR 5",
    "x ERROR: 5",
    "+CMGS: 1",
    "NO CARRIER",
    "BUSY",
    "",
  ];
  for (const line of others) assert.equal(parseFinal(line), undefined, line);
});

Deno.test("spellError() shows an error as manuals print it", () => {
  const spelt = finals.flatMap(([, final]) =>
    final.kind === "error" ? [spellError(final.error)] : []
  );
  assert.deepEqual(spelt.slice(3), [
    "MODEM ERROR: 5",
    "+CMS ERROR 38",
    "+CMS ERROR 38",
    "+CME ERROR -1",
    "+CME ERROR SIM busy",
    "+CMS ERROR ",
  ]);
});
