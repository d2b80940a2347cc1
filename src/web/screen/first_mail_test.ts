import assert from "node:assert/strict";
import { firstMail } from "./first_mail.ts";

Deno.test("the line to paste has the real address, also of a listener on all interfaces", () => {
  const rows = [
    ["127.0.0.1:2525", "127.0.0.1:2525"],
    ["0.0.0.0:25", "gateway.lan:25"],
    ["[::]:25", "gateway.lan:25"],
    ["[::1]:2525", "[::1]:2525"],
    ["10.0.0.0:25", "10.0.0.0:25"],
    [undefined, "gateway.lan:25"],
  ] as const;
  for (const [smtp, server] of rows) {
    const line = firstMail(smtp, "gateway.lan");
    assert.ok(line.includes(`smtp://${server} \\`), line);
  }
});
