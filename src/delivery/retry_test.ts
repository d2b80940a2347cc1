import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Attempt,
  backOffMs,
  type RetryPolicy,
  transitionAfter,
  transitionAfterStop,
} from "./retry.ts";

const policy: RetryPolicy = {
  retryFirstMs: 10_000,
  retryMaxMs: 900_000,
  uncertainWaitMs: 300_000,
  resumeWaitMs: 600_000,
};

const first: Attempt = {
  number: 1,
  sameReasonBefore: 0,
  begun: false,
  endedAt: 1_000_000,
  random: 0,
};

Deno.test("a rejected message fails for good", () => {
  assert.deepEqual(
    transitionAfter(
      { kind: "rejected", reason: "No such number" },
      first,
      policy,
    ),
    { to: "failed", reason: "No such number" },
  );
});

Deno.test("an uncertain send waits for its report", () => {
  assert.deepEqual(
    transitionAfter({ kind: "uncertain", reason: "No answer" }, first, policy),
    { to: "uncertain", reason: "No answer", resolveAt: 1_300_000 },
  );
});

Deno.test("a message error waits, longer each time", () => {
  const result = {
    kind: "retry",
    fault: "message",
    reason: "Congestion",
  } as const;
  const waits = [1, 2, 3, 4, 20].map((number) => {
    const after = transitionAfter(result, { ...first, number }, policy);
    assert.equal(after.to, "queued");
    return after.to === "queued" ? after.nextAttemptAt - first.endedAt : 0;
  });
  assert.deepEqual(waits, [10_000, 20_000, 40_000, 80_000, 900_000]);
});

Deno.test("a first modem fault costs the message no time, a second does", () => {
  const result = {
    kind: "retry",
    fault: "modem",
    reason: "Unplugged",
  } as const;
  assert.deepEqual(transitionAfter(result, first, policy), {
    to: "queued",
    nextAttemptAt: first.endedAt,
    reason: "Unplugged",
  });
  const second = transitionAfter(result, { ...first, number: 2 }, policy);
  assert.ok(second.to === "queued" && second.nextAttemptAt > first.endedAt);
});

Deno.test("a half-sent message stays with its modem for resume_wait", () => {
  const result = {
    kind: "retry",
    fault: "modem",
    reason: "Unplugged",
  } as const;
  assert.deepEqual(
    transitionAfter(result, { ...first, begun: true }, policy),
    {
      to: "queued",
      nextAttemptAt: first.endedAt,
      reason: "Unplugged",
      resumeUntil: first.endedAt + policy.resumeWaitMs,
    },
  );
  assert.deepEqual(transitionAfterStop({ ...first, begun: true }, policy), {
    to: "queued",
    nextAttemptAt: first.endedAt,
    reason: "Stopped before it was sent",
    resumeUntil: first.endedAt + policy.resumeWaitMs,
  });
});

Deno.test("a reason with limited tries fails when they are used up", () => {
  const result = {
    kind: "retry",
    fault: "message",
    reason: "+CMS ERROR 21",
    triesLeft: 1,
  } as const;
  assert.equal(transitionAfter(result, first, policy).to, "queued");
  const again = { ...first, number: 7, sameReasonBefore: 1 };
  assert.deepEqual(transitionAfter(result, again, policy), {
    to: "failed",
    reason: "+CMS ERROR 21",
  });
});

Deno.test("the wait is never above the longest, never below four fifths of the doubled first", () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), chance, (number, random) => {
      const wait = backOffMs(number, random, policy);
      const doubled = Math.min(10_000 * 2 ** (number - 1), 900_000);
      assert.ok(
        wait <= doubled && wait >= Math.floor(doubled * 0.8),
        `${wait}`,
      );
    }),
  );
});
