import assert from "node:assert/strict";
import type { BreakerEvent } from "../delivery/mod.ts";
import { count, liveLine } from "./counters.ts";
import { breakerLine } from "./storm_line.ts";

const opened: BreakerEvent = {
  kind: "breaker",
  state: "opened",
  at: 1_000,
  openedAt: 1_000,
  closesAt: 3_601_000,
  waiting: 7,
  limit: { count: 200, lengthMs: 600_000 },
};
const none = {
  accepted: 0,
  queued: 0,
  sent: 0,
  failed: 0,
  repeated: 0,
  received: 0,
};

Deno.test("an open breaker is an error with all that a program needs, its end is not", () => {
  const line = breakerLine(opened);
  assert.equal(line.level, "error");
  assert.deepEqual(line.properties, {
    event: "breaker",
    state: "opened",
    openedAt: 1_000,
    closesAt: 3_601_000,
    waiting: 7,
    count: 200,
    lengthMs: 600_000,
  });
  const closed = breakerLine({ ...opened, state: "closed", by: "operator" });
  assert.equal(closed.level, "info");
  assert.equal(
    closed.text,
    "The breaker is closed by the operator: SMS leave again, 7 deliveries gathered",
  );
});

Deno.test("the live line shows an open breaker until it is closed", () => {
  const open = count(count(none, opened), { ...opened, state: "reminder" });
  assert.match(liveLine(open, false), / · BREAKER OPEN$/);
  const closed = count(open, { ...opened, state: "closed" });
  assert.doesNotMatch(liveLine(closed, false), /BREAKER/);
});
