import assert from "node:assert/strict";
import fc from "fast-check";
import type { DeliveryEvent } from "../delivery/mod.ts";
import {
  type DeliveryId,
  type DeliveryState,
  deliveryStates,
  isFinal,
  leadsTo,
  newMessageId,
  parsePhoneNumber,
  systemClock,
} from "../model/mod.ts";
import { count, type Counters, isWaiting, liveLine } from "./counters.ts";

const none: Counters = {
  accepted: 0,
  queued: 0,
  sent: 0,
  failed: 0,
  repeated: 0,
  received: 0,
};

function changed(from: DeliveryState, to: DeliveryState): DeliveryEvent {
  const recipient = parsePhoneNumber("+4917012345678");
  assert.ok(recipient !== undefined);
  return {
    kind: "changed",
    change: {
      deliveryId: 1 as DeliveryId,
      messageId: newMessageId(systemClock),
      recipient,
      from,
      to,
      reason: "",
      possibleDuplicate: false,
    },
  };
}

Deno.test("a delivery counts as queued until its fate is known", () => {
  const events = [
    changed("queued", "sending"),
    changed("sending", "uncertain"),
    changed("uncertain", "queued"),
    changed("sending", "sent"),
    changed("sent", "delivered"),
  ];
  const start = { ...none, accepted: 1, queued: 1 };
  assert.deepEqual(events.reduce(count, start), {
    accepted: 1,
    queued: 0,
    sent: 1,
    failed: 0,
    repeated: 0,
    received: 0,
  });
});

Deno.test("an uncertain one that a report settles counts as sent", () => {
  const start = { ...none, queued: 1 };
  assert.deepEqual(count(start, changed("uncertain", "delivered")), {
    ...none,
    sent: 1,
  });
});

Deno.test("any legal life leaves the gauge where it was, and sums up", () => {
  const choices = fc.array(fc.nat(), { maxLength: 30 });
  fc.assert(fc.property(choices, (life) => {
    let counters: Counters = { ...none, queued: 1 };
    let state: DeliveryState = "queued";
    for (const choice of life) {
      const next = deliveryStates.filter((to) => leadsTo(state, to));
      const to = next[choice % Math.max(1, next.length)];
      if (to === undefined) break;
      counters = count(counters, changed(state, to));
      state = to;
    }
    assert.equal(counters.queued, isWaiting(state) ? 1 : 0);
    if (state === "sent") assert.equal(counters.sent, 1);
    if (isFinal(state) && state !== "delivered" && state !== "failed") {
      assert.equal(counters.sent, 0);
    }
  }));
});

Deno.test("the live line says when nothing leaves", () => {
  const counters = { ...none, accepted: 5, queued: 1, sent: 3, failed: 1 };
  assert.equal(
    liveLine(counters, false),
    "accepted 5 · queued 1 · sent 3 · failed 1",
  );
  assert.match(liveLine(counters, true), /simulated/);
  assert.equal(
    liveLine({ ...counters, repeated: 2 }, false),
    "accepted 5 · queued 1 · sent 3 · failed 1 · repeated 2",
  );
  assert.equal(
    liveLine({ ...counters, received: 4 }, false),
    "accepted 5 · queued 1 · sent 3 · failed 1 · received 4",
  );
});
