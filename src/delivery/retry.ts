import type { SendResult } from "../model/mod.ts";
import type { Transition } from "../queue/mod.ts";

/** The `[delivery]` section of the config, as far as it decides what follows an attempt. All in milliseconds. */
export interface RetryPolicy {
  /** The wait after a first failure; doubles with each further one. */
  readonly retryFirstMs: number;
  /** The longest wait. */
  readonly retryMaxMs: number;
  /** How long a status report may take to settle an uncertain send. */
  readonly uncertainWaitMs: number;
  /** How long a half-sent message waits for its own modem before it starts again on another. */
  readonly resumeWaitMs: number;
}

/** One attempt that did not end in `sent`. */
export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** How many earlier attempts ended for the very same reason. */
  readonly sameReasonBefore: number;
  /** Whether the network has taken at least one segment. */
  readonly begun: boolean;
  /** When it ended, wall milliseconds. */
  readonly endedAt: number;
  /** Chance, from 0 up to 1, for the jitter. */
  readonly random: number;
}

/** What follows an attempt that did not end in `sent`. */
export function transitionAfter(
  result: Exclude<SendResult, { kind: "sent" }>,
  attempt: Attempt,
  policy: RetryPolicy,
): Transition {
  switch (result.kind) {
    case "rejected":
      return { to: "failed", reason: result.reason };
    case "uncertain":
      return {
        to: "uncertain",
        reason: result.reason,
        resolveAt: attempt.endedAt + policy.uncertainWaitMs,
      };
    case "retry":
      if (
        result.triesLeft !== undefined &&
        attempt.sameReasonBefore >= result.triesLeft
      ) {
        return { to: "failed", reason: result.reason };
      }
      return again(result.reason, attempt, {
        policy,
        atOnce: result.fault === "modem" && attempt.number === 1,
      });
    default:
      return result satisfies never;
  }
}

/** What follows when an attempt was given up for a reason outside of it: the stop of the appliance. */
export function transitionAfterStop(
  attempt: Attempt,
  policy: RetryPolicy,
): Transition {
  return again("Stopped before it was sent", attempt, { policy, atOnce: true });
}

// A first modem fault is no fault of the message: another modem may take it at once. A second one waits like any other, so
// that a message which itself upsets modems cannot take them all down in a row.
function again(
  reason: string,
  attempt: Attempt,
  { policy, atOnce }: {
    readonly policy: RetryPolicy;
    readonly atOnce: boolean;
  },
): Transition {
  const wait = atOnce ? 0 : backOffMs(attempt.number, attempt.random, policy);
  const nextAttemptAt = attempt.endedAt + wait;
  const resume = attempt.begun
    ? { resumeUntil: nextAttemptAt + policy.resumeWaitMs }
    : {};
  return { to: "queued", nextAttemptAt, reason, ...resume };
}

/**
 * The wait after attempt `number` in milliseconds: doubling from the first, never above the longest, with up to a fifth taken off by
 * chance, so that what failed together does not come back together.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const policy = { retryFirstMs: 15_000, retryMaxMs: 900_000 };
 * assert.deepEqual(
 *   [1, 2, 3, 9].map((number) => backOffMs(number, 0, policy)),
 *   [15_000, 30_000, 60_000, 900_000],
 * );
 * ```
 */
export function backOffMs(
  number: number,
  random: number,
  policy: Pick<RetryPolicy, "retryFirstMs" | "retryMaxMs">,
): number {
  const doubled = policy.retryFirstMs * 2 ** (number - 1);
  return Math.round(
    Math.min(doubled, policy.retryMaxMs) * (1 - 0.2 * random),
  );
}
