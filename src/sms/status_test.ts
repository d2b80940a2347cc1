import assert from "node:assert/strict";
import fc from "fast-check";
import { statusClassOf, statusText } from "./status.ts";

Deno.test("statusClassOf() calls nothing but 00 delivered", () => {
  const rows = [
    [0x00, "delivered"],
    [0x01, "forwarded"],
    [0x02, "forwarded"],
    [0x1f, "forwarded"],
    [0x20, "trying"],
    [0x30, "trying"],
    [0x3f, "trying"],
    [0x40, "failed"],
    [0x46, "failed"],
    [0x60, "failed"],
    [0x7f, "failed"],
    [0x80, "failed"],
    [0xff, "failed"],
  ] as const;
  for (const [status, statusClass] of rows) {
    assert.equal(statusClassOf(status), statusClass, status.toString(16));
  }
});

Deno.test("statusText() says what happened, in words", () => {
  assert.equal(statusText(0x00), "the phone received it");
  assert.equal(statusText(0x46), "the validity period expired");
  assert.equal(statusText(0x22), "the phone does not answer");
  assert.equal(statusText(0x62), "the phone does not answer");
});

Deno.test("statusText() shows the code of a value without a meaning of its own", () => {
  assert.equal(statusText(0x30), "the network is still trying (status 48)");
  assert.equal(statusText(0x5f), "the network gave up (status 95)");
});

Deno.test("statusText() never says received unless it was delivered", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 255 }), (status) => {
    assert.doesNotMatch(statusText(status), /received/);
  }));
});
