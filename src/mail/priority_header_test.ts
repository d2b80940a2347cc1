import assert from "node:assert/strict";
import { parseMail } from "./parse.ts";

const rows = [
  ["X-SMS-Priority: urgent", "urgent"],
  ["x-sms-priority:  Bulk ", "bulk"],
  ["X-SMS-Priority: normal", "normal"],
  ["X-SMS-Priority: soon", undefined],
  ["X-SMS-Priority:", undefined],
  ["Importance: high", undefined],
  ["X-Priority: 1", undefined],
  ["Precedence: bulk", undefined],
] as const;

Deno.test("parseMail() heeds X-SMS-Priority, and what mail programs write by themselves not", async () => {
  for (const [field, expected] of rows) {
    const raw = `Subject: Pump 3\r\n${field}\r\n\r\nstopped\r\n`;
    const mail = await parseMail(new TextEncoder().encode(raw));
    assert.equal(mail.priority, expected, field);
  }
});
