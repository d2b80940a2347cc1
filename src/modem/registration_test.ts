import assert from "node:assert/strict";
import {
  canSend,
  parseOperator,
  parseRegistration,
  parseSignal,
  showNetwork,
} from "./registration.ts";

Deno.test("parseRegistration() reads every form of the answer", () => {
  const answers: readonly (readonly [string, string | undefined])[] = [
    [" 0,1", "home"],
    [" 1,3", "denied"],
    ['002,001,"18d8","ffff"', "home"],
    [' 2,6,"8B37","0A265185",7', "home"],
    [" 2,7", "roaming"],
    [" 2,1,  0 5, 2715", "home"],
    [" 2,1, 1F00, 20 ,79D903 ,7", "home"],
    [' 2,1,"0B,"0100701",7', "home"],
    [" 0,10", "roaming"],
    [" 0,11", "emergency only"],
    [" 0,4", "not registered"],
    [" 2,,", undefined],
    [" 5", undefined],
    ["", undefined],
    [" 0,99", undefined],
  ];
  for (const [answer, registration] of answers) {
    assert.equal(parseRegistration(answer), registration, answer);
  }
});

Deno.test("parseSignal() gives dBm, or nothing where the modem knows nothing", () => {
  const answers: readonly (readonly [string, number | undefined])[] = [
    ["0,0", -113],
    [" 18,99", -77],
    ["31,99", -51],
    ["99,99", undefined],
    ["199,99", undefined],
    ["120,99", -96],
    ["", undefined],
  ];
  for (const [answer, dbm] of answers) {
    assert.equal(parseSignal(answer), dbm, answer);
  }
});

Deno.test("parseOperator() reads the name where there is one", () => {
  assert.equal(parseOperator('0,0,"Vodafone.de",2'), "Vodafone.de");
  assert.equal(parseOperator('0,2,"26202"'), "26202");
  assert.equal(parseOperator("0"), "");
});

Deno.test("canSend() trusts a modem that does not say", () => {
  const network = { operator: "", signalDbm: -90 };
  const able = ["home", "roaming", "unknown"] as const;
  const unable = [
    "searching",
    "denied",
    "not registered",
    "emergency only",
  ] as const;
  for (const registration of able) {
    assert.ok(canSend({ ...network, registration }), registration);
  }
  for (const registration of unable) {
    assert.ok(!canSend({ ...network, registration }), registration);
  }
  assert.equal(
    showNetwork({ ...network, registration: "denied" }),
    "denied, signal -90 dBm",
  );
});
