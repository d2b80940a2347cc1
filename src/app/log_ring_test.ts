import assert from "node:assert/strict";
import type { ApplianceEvent } from "./fate_line.ts";
import { LogRing } from "./log_ring.ts";

function trouble(text: string): ApplianceEvent {
  return { room: "delivery", event: { kind: "trouble", text } };
}

Deno.test("LogRing keeps the newest lines under rising ids", () => {
  const ring = new LogRing();
  for (let n = 1; n <= 1_500; n++) assert.ok(ring.add(trouble(`No ${n}`), n));
  const texts = (after: number | undefined, limit: number) =>
    ring.lines({ after, limit }).map(({ id, at }) => {
      assert.equal(id, at);
      return id;
    });
  assert.equal(ring.lastId, 1_500);
  assert.deepEqual(texts(undefined, 2), [1_499, 1_500]);
  assert.deepEqual(texts(1_498, 100), [1_499, 1_500]);
  assert.deepEqual(texts(1_500, 100), []);
  assert.equal(texts(0, 100_000).length, 1_000);
  const [line] = ring.lines({ after: 1_499, limit: 1 });
  assert.ok(line?.text.includes("No 1500"), line?.text);
  assert.equal(line?.room, "delivery");
});

Deno.test("LogRing takes nothing that only a debug log tells", () => {
  const ring = new LogRing();
  const event: ApplianceEvent = {
    room: "delivery",
    event: {
      kind: "segment",
      fate: { kind: "repeated" },
      ...{ from: "+4917012345678", modem: "a", simulated: false },
    },
  };
  assert.equal(ring.add(event, 1), false);
  assert.deepEqual(ring.lines({ limit: 9 }), []);
});
