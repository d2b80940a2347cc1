import assert from "node:assert/strict";
import { loopRefusal } from "./loop.ts";

const options = { maxReceived: 50 };

Deno.test("loopRefusal() lets a mail pass that took its way", () => {
  const mail = { receivedCount: 50, loopMark: "" };
  assert.equal(loopRefusal(mail, options), undefined);
});

Deno.test("loopRefusal() refuses a mail that came past too many servers", () => {
  assert.deepEqual(loopRefusal({ receivedCount: 51, loopMark: "" }, options), {
    code: 554,
    enhanced: "5.4.6",
    text:
      "The mail has 51 Received fields, limit is 50: look for two servers that forward to each other",
  });
});

Deno.test("loopRefusal() refuses a mail of our own", () => {
  const refusal = loopRefusal({ receivedCount: 0, loopMark: "x" }, options);
  assert.deepEqual([refusal?.code, refusal?.enhanced], [554, "5.4.6"]);
  assert.match(refusal?.text ?? "", /X-Cellpost/);
});
