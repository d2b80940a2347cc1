import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import {
  type DeliveryId,
  type DeliveryState,
  newMessageId,
  parsePhoneNumber,
} from "../model/mod.ts";
import { Meter, refusalReason } from "./meter.ts";

function bench() {
  const clock = new ManualClock();
  const meter = new Meter(clock);
  const id = newMessageId(clock);
  const change = (from: DeliveryState, to: DeliveryState) =>
    meter.observe({
      room: "delivery",
      event: {
        kind: "changed",
        change: {
          deliveryId: 1 as DeliveryId,
          messageId: id,
          recipient: parsePhoneNumber("+46701234567")!,
          ...{ from, to, reason: "", possibleDuplicate: false },
        },
      },
    });
  return { clock, meter, change };
}

Deno.test("Meter counts each way of ending once, and sent also what a report told of first", () => {
  const { meter, change } = bench();
  change("queued", "sending");
  change("sending", "sent");
  change("sent", "delivered");
  change("uncertain", "delivered");
  change("sending", "failed");
  change("queued", "expired");
  change("held", "cancelled");
  change("queued", "merged");
  assert.deepEqual(meter.counts.ended, {
    ...{ sent: 2, delivered: 2, failed: 1, expired: 1, cancelled: 1 },
  });
});

Deno.test("Meter times what is sent from its acceptance, which its id tells", async () => {
  const { clock, meter, change } = bench();
  await clock.advance(2_000);
  change("sending", "sent");
  await clock.advance(1);
  change("sending", "sent");
  await clock.advance(5_000_000);
  change("sending", "sent");
  clock.jump(0);
  change("sending", "sent");
  const { buckets, sumSeconds } = meter.counts.latency;
  assert.deepEqual(buckets, [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  assert.equal(sumSeconds, 2 + 2.001 + 5_002.001);
});

Deno.test("Meter follows connections, and puts refusals into few classes", () => {
  const { meter } = bench();
  const address = "192.0.2.1";
  const client = { address, helo: "" };
  meter.observe({
    room: "smtp",
    event: { kind: "connected", address, connections: 3 },
  });
  meter.observe({
    room: "smtp",
    event: { kind: "disconnected", client, phase: "closed" },
  });
  for (const code of [450, 550, 550]) {
    meter.observe({
      room: "smtp",
      event: { kind: "refused", client, code, text: "" },
    });
  }
  const { connections, refusals, sessions } = meter.counts.smtp;
  assert.deepEqual([sessions, connections], [1, 2]);
  assert.deepEqual([refusals.limit, refusals.recipient], [1, 2]);
  const codes = [421, 451, 452, 454, 500, 503, 535, 552, 554, 555, 599];
  assert.deepEqual(codes.map(refusalReason), [
    ...["limit", "trouble", "trouble", "login", "syntax", "syntax", "login"],
    ...["content", "content", "syntax", "other"],
  ]);
});
