import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { LiveEvent } from "../desk/mod.ts";
import {
  type DeliveryId,
  newMessageId,
  parsePhoneNumber,
} from "../model/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { Live } from "./live.ts";
import { LogRing } from "./log_ring.ts";

function bench() {
  const clock = new ManualClock();
  const ring = new LogRing();
  const live = new Live({
    clock,
    lines: (after, limit) => ring.lines({ after, limit }),
  });
  const seen: LiveEvent[] = [];
  const happen = (event: ApplianceEvent) =>
    live.notice(event, ring.add(event, clock.now()));
  return { clock, live, seen, happen };
}

function changed(clock: ManualClock): ApplianceEvent {
  const change = {
    deliveryId: 1 as DeliveryId,
    messageId: newMessageId(clock),
    recipient: parsePhoneNumber("+4917012345678")!,
    from: "sending",
    to: "sent",
    reason: "",
    possibleDuplicate: false,
  } as const;
  return { room: "delivery", event: { kind: "changed", change } };
}

Deno.test("Live tells each kind once in a while, whatever happens", async () => {
  const { clock, live, seen, happen } = bench();
  happen(changed(clock));
  const end = live.subscribe((event) => seen.push(event));
  for (let n = 0; n < 300; n++) happen(changed(clock));
  assert.equal(seen.length, 0);
  await clock.advance(250);
  assert.deepEqual(seen.map(({ kind }) => kind).toSorted(), [
    "deliveries",
    "log",
    "stats",
  ]);
  const deliveries = seen.find(({ kind }) => kind === "deliveries");
  assert.ok(deliveries?.kind === "deliveries");
  assert.deepEqual([deliveries.ids.length, deliveries.more], [200, true]);
  seen.length = 0;
  happen({ room: "delivery", event: { kind: "trouble", text: "Oh" } });
  await clock.advance(250);
  const [log] = seen;
  assert.ok(log?.kind === "log");
  assert.deepEqual(log.lines.map(({ text }) => text.includes("Oh")), [true]);
  end();
  happen(changed(clock));
  await clock.advance(1_000);
  assert.equal(seen.length, 1);
});

Deno.test("Live tells nothing once it has stopped", async () => {
  const { clock, live, seen, happen } = bench();
  live.subscribe((event) => seen.push(event));
  happen(changed(clock));
  live.stop();
  await clock.advance(1_000);
  assert.equal(seen.length, 0);
});
