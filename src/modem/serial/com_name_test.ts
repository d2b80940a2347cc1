import assert from "node:assert/strict";
import { parseComName } from "./com_name.ts";

Deno.test("parseComName() takes a port's name in every form that Windows knows", () => {
  for (const path of ["COM3", "com3", "COM3:", "\\\\.\\COM3", "\\\\?\\com3"]) {
    assert.deepEqual(parseComName(path), {
      name: "COM3",
      objectPath: "\\??\\COM3",
    });
  }
  assert.equal(parseComName(" COM257 ")?.name, "COM257");
});

Deno.test("parseComName() takes nothing else for a port", () => {
  const others = [
    "",
    "COM",
    "COM0",
    "COM03",
    "COM1a",
    "LPT1",
    "NUL",
    "COM1\\x",
  ];
  for (const path of [...others, "/dev/ttyUSB0", "C:\\COM1", "COM1000000"]) {
    assert.equal(parseComName(path), undefined, path);
  }
});
