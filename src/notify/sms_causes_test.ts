import assert from "node:assert/strict";
import { statusClassOf, statusText } from "../sms/mod.ts";
import { causeOf } from "./sms_causes.ts";

Deno.test("every failure that a network reports is known in words", () => {
  const named = [...Array(0x4a - 0x40).keys()].map((it) => 0x40 + it)
    .concat([...Array(6).keys()].map((it) => 0x60 + it));
  for (const status of [...named, 0x4f, 0x7f]) {
    assert.equal(statusClassOf(status), "failed");
    assert.ok(causeOf(statusText(status)), statusText(status));
  }
});

Deno.test("the refusals of modems that matter to a sender are known in words", () => {
  const rows: readonly (readonly [string, string, boolean, string])[] = [
    ["+CMS ERROR 1 (unassigned number)", "1.1", true, "number"],
    ["+CMS ERROR: 28 (unidentified subscriber)", "1.1", true, "number"],
    [
      "+CMS ERROR 22 (memory capacity exceeded): delete messages",
      "2.2",
      false,
      "person",
    ],
    ["+CMS ERROR 38 (network out of order)", "4.2", false, "operator"],
    [
      "Expired; the last attempt: +CMS ERROR 42 (congestion)",
      "4.5",
      false,
      "again",
    ],
    [
      "+CMS ERROR 310 (SIM not inserted): check the SIM, its PIN",
      "3.5",
      false,
      "operator",
    ],
    ["+CMS ERROR 196 (destination SME barred)", "7.1", true, "number"],
  ];
  for (const [reason, detail, lasting, advice] of rows) {
    const cause = causeOf(reason);
    assert.deepEqual(
      [cause?.detail, cause?.lasting, cause?.advice],
      [detail, lasting, advice],
      reason,
    );
  }
  assert.equal(causeOf("Something else"), undefined);
  assert.equal(causeOf(""), undefined);
});
