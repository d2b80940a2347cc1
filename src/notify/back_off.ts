import type { Notice } from "./notice.ts";

/** How an attempt at a notice ended. */
export type AttemptResult =
  | { readonly kind: "done" }
  /** Said for good: trying again is of no use. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Said of this notice, for now. */
  | { readonly kind: "later"; readonly reason: string }
  /** Nobody could be asked, or nobody is let in: it is not this notice's fault, and the next would fare alike. */
  | { readonly kind: "unreachable"; readonly reason: string };

/** What becomes of a notice. */
export type NoticeFate =
  | { readonly to: "done" }
  | {
    readonly to: "waiting";
    readonly nextAttemptAt: number;
    readonly reason: string;
  }
  | { readonly to: "failed"; readonly reason: string };

const firstMs = 60_000;
// RFC 5321 §4.5.4.1 asks for at least 30 minutes between two tries, later on; an alarm may not wait longer than that.
const longestMs = 30 * 60_000;
const restFirstMs = 15_000;
const restLongestMs = 5 * 60_000;

/**
 * What follows an attempt: what failed for now is tried again, after a minute and twice as long each time, half an hour at most, with up to
 * a fifth taken off by `random` (0 up to 1); until the notice expires.
 */
export function fateAfter(
  result: AttemptResult,
  { attempts, expiresAt }: Pick<Notice, "expiresAt"> & {
    /** Those that have failed before this one. */
    readonly attempts: number;
  },
  { now, random }: { readonly now: number; readonly random: number },
): NoticeFate {
  switch (result.kind) {
    case "done":
      return { to: "done" };
    case "refused":
      return { to: "failed", reason: result.reason };
    case "later":
    case "unreachable": {
      // What is not the notice's fault waits no longer than its channel rests.
      const whole = result.kind === "later"
        ? doubling(attempts, firstMs, longestMs)
        : restMs(attempts + 1);
      const wait = whole * (1 - 0.2 * random);
      const nextAttemptAt = now + Math.round(wait);
      return nextAttemptAt < expiresAt
        ? { to: "waiting", nextAttemptAt, reason: result.reason }
        : { to: "failed", reason: `Given up: ${result.reason}` };
    }
    default:
      return result satisfies never;
  }
}

/** How long a whole channel rests after its `failures`th vain try in a row (from 1), so that a thousand notices make no thousand tries. */
export function restMs(failures: number): number {
  return doubling(failures - 1, restFirstMs, restLongestMs);
}

function doubling(times: number, first: number, longest: number): number {
  return Math.min(first * 2 ** Math.min(times, 20), longest);
}
