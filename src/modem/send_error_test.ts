import assert from "node:assert/strict";
import type { AtError } from "./at/mod.ts";
import { resultOfSendError, sendErrorOf } from "./send_error.ts";
import { cmeErrors, cmsErrors, type ErrorClass } from "./send_errors_table.ts";
import { type ErrorFamily, vendorCmsErrors } from "./vendor_errors_table.ts";

function cms(code: number): AtError {
  return { source: "cms", code, text: String(code) };
}

function words(source: AtError["source"], text: string): AtError {
  return { source, code: undefined, text };
}

Deno.test("sendErrorOf() sorts the standard codes and says them in words", () => {
  const samples: readonly (readonly [AtError, ErrorClass, string])[] = [
    [cms(1), "permanent", "+CMS ERROR 1 (unassigned number)"],
    [cms(38), "network", "+CMS ERROR 38 (network out of order)"],
    [cms(50), "doubtful", "+CMS ERROR 50 (requested facility not subscribed)"],
    [cms(304), "pdu-mode", "+CMS ERROR 304 (invalid PDU mode parameter)"],
    [cms(314), "busy", "+CMS ERROR 314 (SIM busy)"],
    [cms(322), "storage", "+CMS ERROR 322 (memory full)"],
    [cms(330), "settings", "+CMS ERROR 330 (SMSC address unknown)"],
    [cms(500), "transient", "+CMS ERROR 500 (unknown error)"],
    [
      { source: "cme", code: 13, text: "13" },
      "sim",
      "+CME ERROR 13 (SIM failure)",
    ],
    [
      { source: "cme", code: 0, text: "0" },
      "reset",
      "+CME ERROR 0 (phone failure)",
    ],
  ];
  for (const [error, means, reason] of samples) {
    assert.deepEqual(sendErrorOf(error, "other"), { means, reason });
  }
});

Deno.test("sendErrorOf() takes what nobody lists for passing", () => {
  const samples: readonly (readonly [AtError, string])[] = [
    [words("plain", "ERROR"), "ERROR"],
    [words("plain", "TOO MANY PARAMETERS"), "TOO MANY PARAMETERS"],
    [cms(4711), "+CMS ERROR 4711"],
    [{ source: "cme", code: -1, text: "-1" }, "+CME ERROR -1"],
    [words("cms", "gone fishing"), "+CMS ERROR gone fishing"],
  ];
  for (const [error, reason] of samples) {
    assert.deepEqual(sendErrorOf(error, "other"), {
      means: "transient",
      reason,
    });
  }
});

Deno.test("sendErrorOf() understands words where numbers were asked for", () => {
  assert.deepEqual(sendErrorOf(words("cms", "Sim Busy"), "other"), {
    means: "busy",
    reason: "+CMS ERROR Sim Busy (code 314)",
  });
  assert.equal(
    sendErrorOf(words("cme", "SIM not inserted"), "other").means,
    "sim",
  );
});

Deno.test("sendErrorOf() lets the family decide on vendor codes", () => {
  const meanings: readonly (readonly [ErrorFamily, number, ErrorClass])[] = [
    ["wavecom", 515, "busy"],
    ["quectel", 515, "storage"],
    ["cinterion", 515, "permanent"],
    ["telit", 515, "network"],
    ["other", 515, "transient"],
    ["quectel", 512, "busy"],
    ["simcom", 512, "transient"],
    ["u-blox", 350, "permanent"],
    ["u-blox", 38, "network"],
    ["simcom", 325, "doubtful"],
  ];
  for (const [family, code, means] of meanings) {
    assert.equal(sendErrorOf(cms(code), family).means, means, family);
  }
});

Deno.test("the tables list every code once, with words", () => {
  const tables = [cmsErrors, cmeErrors, ...Object.values(vendorCmsErrors)];
  for (const table of tables) {
    const codes = table.map(([code]) => code);
    assert.equal(new Set(codes).size, codes.length);
    assert.deepEqual(codes, codes.toSorted((a, b) => a - b));
    assert.ok(table.every(([, , it]) => it.length > 3));
  }
});

Deno.test("resultOfSendError() gives every class its outcome", () => {
  const outcomes: readonly (readonly [ErrorClass, string])[] = [
    ["permanent", "rejected"],
    ["doubtful", "retry message 1"],
    ["pdu-mode", "retry message 1"],
    ["transient", "retry message"],
    ["network", "retry modem"],
    ["busy", "retry modem"],
    ["storage", "retry modem"],
    ["settings", "retry modem"],
    ["sim", "retry modem"],
    ["reset", "retry modem"],
  ];
  for (const [means, expected] of outcomes) {
    const result = resultOfSendError({ means, reason: "R" }, false);
    const shown = result.kind === "retry"
      ? ["retry", result.fault, result.triesLeft ?? ""].join(" ").trim()
      : result.kind;
    assert.equal(shown, expected, means);
    assert.ok("reason" in result && result.reason.startsWith("R"));
  }
  const repeated = resultOfSendError({ means: "transient", reason: "R" }, true);
  assert.ok(repeated.kind === "retry" && repeated.fault === "modem");
});
