import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryStates, isFinal, leadsTo } from "./delivery.ts";

Deno.test("delivery states end in exactly the five final ones", () => {
  assert.deepEqual(deliveryStates.filter(isFinal), [
    "delivered",
    "failed",
    "expired",
    "cancelled",
    "merged",
  ]);
});

Deno.test("only queued leads to sending, so that every attempt begins with a claim", () => {
  assert.deepEqual(
    deliveryStates.filter((state) => leadsTo(state, "sending")),
    ["queued"],
  );
});

Deno.test("from every state some path of legal transitions reaches an end", () => {
  for (const start of deliveryStates) {
    const reached = new Set([start]);
    for (const state of reached) {
      deliveryStates.filter((next) => leadsTo(state, next)).forEach((next) =>
        reached.add(next)
      );
    }
    assert.ok([...reached].some(isFinal), `${start} never ends`);
  }
});

Deno.test("no walk of legal transitions comes back from a final state", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...deliveryStates), { minLength: 2 }),
      (walk) => {
        const first = walk.findIndex(isFinal);
        const next = walk[first + 1];
        const state = walk[first];
        if (first < 0 || state === undefined || next === undefined) return;
        assert.equal(leadsTo(state, next), false);
      },
    ),
  );
});
