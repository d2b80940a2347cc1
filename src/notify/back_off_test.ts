import assert from "node:assert/strict";
import fc from "fast-check";
import { type AttemptResult, fateAfter, restMs } from "./back_off.ts";

const hour = 3_600_000;

Deno.test("what is done or refused waits no more", () => {
  const notice = { attempts: 3, expiresAt: hour };
  const at = { now: 0, random: 0 };
  assert.deepEqual(fateAfter({ kind: "done" }, notice, at), { to: "done" });
  assert.deepEqual(fateAfter({ kind: "refused", reason: "550" }, notice, at), {
    to: "failed",
    reason: "550",
  });
});

Deno.test("the wait doubles from a minute to half an hour, or as long as the channel rests", () => {
  const minutes = (kind: "later" | "unreachable", attempts: number) => {
    const notice = { attempts, expiresAt: 9 * hour };
    const fate = fateAfter({ kind, reason: "" }, notice, { now: 0, random: 0 });
    return fate.to === "waiting" ? fate.nextAttemptAt / 60_000 : fate.to;
  };
  const attempts = [0, 1, 2, 3, 4, 5, 6, 99];
  assert.deepEqual(
    attempts.map((it) => minutes("later", it)),
    [1, 2, 4, 8, 16, 30, 30, 30],
  );
  assert.deepEqual(
    attempts.map((it) => minutes("unreachable", it)),
    [0.25, 0.5, 1, 2, 4, 5, 5, 5],
  );
  assert.deepEqual([1, 2, 6, 99].map(restMs), [
    15_000,
    30_000,
    300_000,
    300_000,
  ]);
});

Deno.test("a notice that can be tried again only after its end is given up, and says why", () => {
  const late: AttemptResult = { kind: "later", reason: "451 Busy" };
  const notice = { attempts: 9, expiresAt: 1_000_000 };
  assert.deepEqual(fateAfter(late, notice, { now: 0, random: 0 }), {
    to: "failed",
    reason: "Given up: 451 Busy",
  });
});

Deno.test("a notice that nobody takes ends, after its end at the latest and in a bounded number of tries", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 6 * 24 * hour }),
    fc.constantFrom("later" as const, "unreachable" as const),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    (expiresAt, kind, random) => {
      let now = 0;
      for (let attempts = 0;; attempts++) {
        assert.ok(attempts < 3_000);
        const fate = fateAfter({ kind, reason: "" }, { attempts, expiresAt }, {
          now,
          random,
        });
        if (fate.to !== "waiting") return;
        assert.ok(fate.nextAttemptAt > now && fate.nextAttemptAt < expiresAt);
        now = fate.nextAttemptAt;
      }
    },
  ));
});
