import assert from "node:assert/strict";
import { isMailDomain, isSenderPattern } from "./mail_pattern.ts";

Deno.test("isMailDomain() takes what mail programs write behind the @", () => {
  for (
    const text of [
      ...[
        "sms",
        "sms.example.com",
        "SMS.Example",
        "plant_3.lan",
        "2sms.example",
      ],
      ...["bücher.example", "xn--bcher-kva.example", "[192.0.2.1]"],
      "[IPv6:2001:db8::1]",
    ]
  ) {
    assert.ok(isMailDomain(text), text);
  }
  for (
    const text of [
      ...["", ".", "a..b", ".a", "a.", "-a.b", "a b", "@a", "*", "*.a", "a/b"],
      ...["[]", "[a b]", "a".repeat(64), `${"a.".repeat(128)}a`],
    ]
  ) {
    assert.equal(isMailDomain(text), false, text);
  }
});

Deno.test("isSenderPattern() takes addresses, domains, the null sender and all", () => {
  for (
    const text of [
      ...["*", "<>", "plant.example", "@plant.example", "plc@plant.example"],
      ...["o'neil+x@a", '"a@b"@plant.example', "root@localhost", "jürgen@a.de"],
    ]
  ) {
    assert.ok(isSenderPattern(text), text);
  }
  for (
    const text of [
      ...["", "@", "a@", "*@a.b", "a@*", "a b@c", "<a@b>", "a@b c", "a\n@b"],
      "**",
    ]
  ) {
    assert.equal(isSenderPattern(text), false, text);
  }
});
