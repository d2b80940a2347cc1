import assert from "node:assert/strict";
import { winError } from "./windows_abi.ts";
import {
  isUnsupported,
  lossWords,
  notSerialFailure,
  ownUseFailure,
  settingFailure,
  stillClosingFailure,
  windowsOpenFailure,
} from "./windows_failure.ts";

Deno.test("windowsOpenFailure() sorts what Windows says", () => {
  const codes = {
    missing: [2, 3, 55, 21, 22, 31, 121, 433, 1117, 1167, 1617],
    busy: [5, 32],
    "not-serial": [1, 6, 50, 123],
    refused: [8, 87, 1450],
  };
  for (const [code, numbers] of Object.entries(codes)) {
    for (const number of numbers) {
      const failure = windowsOpenFailure("COM5", number);
      assert.equal(failure.code, code, String(number));
      assert.match(failure.message, /^(?:[A-Z].*)?"COM5".*[^.]$/);
    }
  }
});

Deno.test("every failure is a sentence that says what to do", () => {
  const failures = [
    notSerialFailure("COM5"),
    ownUseFailure("COM5"),
    settingFailure("COM5", "12 baud"),
    stillClosingFailure("COM5"),
  ];
  for (const { message } of failures) {
    assert.match(message, /"COM5" .*: [a-z].{10,}[^.]$/);
  }
});

Deno.test("lossWords() gives the error's name, or its number where it has none here", () => {
  assert.equal(
    lossWords(winError.ERROR_GEN_FAILURE),
    "The device is gone, unplugged or switched off (ERROR_GEN_FAILURE, 31)",
  );
  assert.match(lossWords(4711), /\(Windows error 4711\)$/);
});

Deno.test("isUnsupported() is about what a device lacks, not about one that is gone", () => {
  for (const code of [1, 50, 87]) assert.ok(isUnsupported(code));
  for (const code of [5, 6, 22, 31, 433, 995, 1117, 1167, 1617]) {
    assert.ok(!isUnsupported(code));
  }
});
