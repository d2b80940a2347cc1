import assert from "node:assert/strict";
import { isMailAddress, typedAddress } from "./address.ts";

Deno.test("isMailAddress() knows whom a mail can reach", () => {
  for (
    const path of [
      "plc@plant.example",
      "plc+pump-3@plant",
      '"on call"@plant.example',
      "jörg@plänt.example",
      "a@[192.0.2.7]",
      "a@[IPv6:2001:db8::7]",
    ]
  ) assert.ok(isMailAddress(path), path);
  for (
    const path of [
      "",
      "root",
      "@plant.example",
      "plc@",
      "a b@plant.example",
      "a@b@c",
      "<a@b>",
      "a@plant.example\r\nBcc: x",
      "a@plant..example,b@c",
      `${"a".repeat(251)}@b.c`,
    ]
  ) assert.ok(!isMailAddress(path), path);
});

Deno.test("typedAddress() writes no more than ASCII", () => {
  assert.equal(typedAddress("jörg\\a@ü"), "utf-8; j\\x{F6}rg\\x{5C}a@\\x{FC}");
});
