import assert from "node:assert/strict";
import { isUserName, nameKey } from "./user.ts";

Deno.test("isUserName() takes 1 to 64 printable characters", () => {
  const good = [
    "a",
    "anna",
    "Zabbix server",
    "plc-7@hall.3",
    "Jörg",
    "警報",
    "x".repeat(64),
    "😀".repeat(64),
    '"quoted" \\ #',
  ];
  for (const name of good) assert.ok(isUserName(name), name);
});

Deno.test("isUserName() refuses controls, ends of lines, hidden characters and outer spaces", () => {
  const bad = [
    "",
    " ",
    " a",
    "a ",
    "x".repeat(65),
    "a\n",
    "a\0b",
    "a\tb",
    "a\x1b[2Jb",
    "a\u0085b",
    "a\u2028b",
    "a\u00a0b",
    "\u202egnp.exe",
    "a\u200bb",
    "\ud800",
  ];
  for (const name of bad) {
    assert.ok(!isUserName(name), JSON.stringify(name));
  }
});

Deno.test("nameKey() is the same for all spellings of a name", () => {
  assert.equal(nameKey("ANNA"), nameKey("anna"));
  assert.equal(nameKey("Jo\u0308rg"), nameKey("J\u00d6RG"));
  assert.notEqual(nameKey("anna"), nameKey("anne"));
});
