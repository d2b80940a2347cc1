import assert from "node:assert/strict";
import { SmsError } from "./sms_error.ts";

Deno.test("SmsError carries its code and name", () => {
  const error = new SmsError("too_long", "User data takes 141 octets");
  assert.ok(error instanceof Error);
  assert.equal(error.code, "too_long");
  assert.equal(String(error), "SmsError: User data takes 141 octets");
});
