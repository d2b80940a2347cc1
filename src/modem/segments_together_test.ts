import assert from "node:assert/strict";
import { incompleteOf } from "./segments_together.ts";
import { deliversOf } from "./simulator_inbound.ts";

const text = "Pump 3 has stopped. ".repeat(20);
const at = Date.UTC(2026, 10, 23, 8);

/** As a modem lists them. */
function listed(...texts: Parameters<typeof deliversOf>[0][]) {
  return texts.flatMap(deliversOf).map(({ hex: body }, index) => ({
    index,
    outgoing: false,
    body,
  }));
}

Deno.test("incompleteOf() finds the segments that wait for others, and nothing that is whole or unreadable", () => {
  const [one, two, three] = listed({ from: "+4917100", text, at });
  const [other] = listed({ from: "+4917199", text, at });
  const [whole] = listed({ from: "+4917100", text: "STOP", at });
  const garbage = { index: 9, outgoing: false, body: "0791FF" };
  assert.ok(one && two && three && other && whole);
  assert.deepEqual(
    incompleteOf([one, two, two, other, whole, garbage]),
    new Set([one, two, two, other]),
  );
  assert.deepEqual(incompleteOf([three, one, whole, two]), new Set());
});
